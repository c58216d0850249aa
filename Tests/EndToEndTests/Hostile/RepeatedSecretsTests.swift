import Document
import Foundation
import TestSupport
import Testing

/// Secrets that others repeat, and secrets in files that berth cannot read: in none of what berth writes.
struct RepeatedSecretsTests {
    private static let token = "planted-hcloud-4711"
    private static let spellings: [String] = [
        token, Base64.encode(Array(token.utf8)), shifted, token.replacing("-", with: "%2D"),
    ]
    /// The middle of what base64 makes of it behind another letter.
    private static let shifted: String = {
        let encoded = Array(Base64.encode(Array("x\(token)".utf8)))
        return String(encoded[2..<(encoded.count - 4)])
    }()

    private func check(_ text: String, _ place: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        for spelling in Self.spellings {
            #expect(!text.contains(spelling), "\(place): \(text)", sourceLocation: sourceLocation)
        }
    }

    @Test func aProviderThatRepeatsTheToken() async throws {
        let site = try await Site()
        let provider = try StubServer { request in
            let token = (request.headers["authorization"] ?? "").dropFirst("Bearer ".count)
            let encoded = Base64.encode(Array("x\(token)".utf8))
            return .json(
                request.method == "GET" && request.path.hasSuffix("networks") ? 200 : 422,
                request.method == "GET"
                    ? #"{"networks": [], "meta": {"pagination": {"next_page": null}}}"#
                    : #"{"error": {"code": "invalid_input", "message": "bad \#(token) \#(encoded) \#(token.replacing("-", with: "%2D"))"}}"#
            )
        }
        defer { provider.stop() }
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing(/http:\/\/127\.\d+\.0\.2:8080\/v1/, with: provider.url)
        }
        let plan = try await site.berth("plan", "payments", "--out", "saved.plan")
        check(plan.output + plan.errors, "plan")
        let run = try await site.berth("apply", "payments", "--yes", "--events", "events.ndjson")
        #expect(run.status == 6, "\(run)")
        #expect((run.output + run.errors).contains("(sensitive)"), "\(run)")
        check(run.output + run.errors, "apply")
        for file in ["saved.plan", "events.ndjson"] {
            check(try String(contentsOf: URL(filePath: site.folder.path(file)), encoding: .utf8), file)
        }
        check(try await site.git("log", "-p", "--all"), "state")
        for arguments in [
            ["status"], ["state", "show", "payments"], ["plan", "--json"], ["plan", "--format", "markdown"],
        ] {
            let outcome = try await site.workplace.berth(arguments)
            check(outcome.output + outcome.errors, "\(arguments)")
        }
    }

    /// An `age` that says all that it was given to read.
    @Test func aProgramThatRepeatsThePrivateKey() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        // What berth opens by itself needs no program.
        let identity = site.folder.path(".sandbox/age.key")
        let key = try String(contentsOfFile: identity, encoding: .utf8)
        try site.folder.write(key + "AGE-PLUGIN-PLANTED-1QYQSZQGPQYQSZQGP\n", to: ".sandbox/age.key")
        try site.folder.write("#!/bin/sh\ncat .sandbox/age.key >&2\nexit 1\n", to: "bin/age")
        chmod(site.folder.path("bin/age"), 0o755)
        let path = "\(site.folder.path("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        let outcome = try await Program(Workplace.berth, environment: Site.planted.merging(["PATH": path]) { $1 })
            .outcome(["kubeconfig", "w1"], in: site.folder.path)
        #expect(outcome.status != 0 && outcome.errors.contains("(sensitive)"), "\(outcome)")
        #expect(!(outcome.output + outcome.errors).contains("AGE-SECRET-KEY"), "\(outcome)")
    }

    @Test func aFileThatIsNamedAsEncryptedAndIsNot() async throws {
        let site = try await Site()
        try site.folder.write(
            "planted-plain-4711\nsecond line planted-plain-4712\n", to: "specs/workspaces/payments/token.age")
        try site.workplace.edit("specs/workspaces/payments.yaml") {
            $0.replacing("{env: PAYMENTS_HCLOUD_TOKEN}", with: "{age: payments/token.age}")
        }
        let plan = try await site.berth("plan", "payments", "--out", "saved.plan")
        let saved = (try? String(contentsOf: URL(filePath: site.folder.path("saved.plan")), encoding: .utf8)) ?? ""
        let all = plan.output + plan.errors + saved
        #expect(all.contains("did not encrypt"), "\(all)")
        #expect(!all.contains("planted-plain"), "\(all)")
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        var name: String
        var file = "specs/workspaces/payments.yaml"
        var from: String
        var to: String
        var says: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Broken(name: "unknown key", from: "spec:", to: "spec:\n  password: hunter2-4711", says: "password: …"),
        Broken(name: "in braces", from: "{env: PAYMENTS_HCLOUD_TOKEN}", to: "{token: hunter2-4711}", says: "token"),
        Broken(name: "written out", from: "{env: PAYMENTS_HCLOUD_TOKEN}", to: "hunter2-4711", says: "hcloudToken"),
        Broken(name: "broken line", from: "spec:", to: "spec:\n  password: hunter2: 4711", says: "password: …"),
        Broken(name: "no key", from: "spec:", to: "spec:\n  hunter2-4711", says: "…"),
        Broken(
            name: "twice", from: "spec:", to: "spec:\n  password: hunter2-1\n  password: hunter2-2", says: "password: …"
        ),
        Broken(name: "open quotation", from: "spec:", to: "spec:\n  password: \"hunter2-4711", says: "error"),
        Broken(name: "no number", from: "spec:", to: "spec:\n  password: .inf # hunter2", says: "password: …"),
        Broken(
            name: "kubeconfig", file: "specs/estate.yaml", from: "{file: ../.sandbox/kubeconfig/fsn1-a.yaml}",
            to: "\"token: hunter2-4711\"", says: "kubeconfig: …"),
    ])
    func aSecretInAFileThatIsWrong(_ test: Broken) async throws {
        let workplace = try Workplace(environment: Site.planted)
        try workplace.edit(test.file) { text in
            text.firstRange(of: test.from).map { text.replacingCharacters(in: $0, with: test.to) } ?? text
        }
        for arguments in [["validate"], ["validate", "--json"], ["plan"]] {
            let outcome = try await workplace.berth(arguments)
            #expect(outcome.status == 1)
            #expect(!(outcome.output + outcome.errors).contains("hunter2"), "\(outcome)")
            if arguments == ["validate"] { #expect(outcome.errors.contains(test.says), "\(outcome.errors)") }
        }
    }

    @Test func aPrivateKeyAmongTheRecipients() async throws {
        let site = try await Site()
        let key = try await Program("cat")(site.folder.path(".sandbox/age.key"))
        try site.folder.write(key, to: ".sandbox/recipients.txt")
        let outcome = try await site.berth("plan")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("this is a private key"))
        #expect(!(outcome.output + outcome.errors).contains("AGE-SECRET-KEY-1"), "\(outcome)")
    }
}
