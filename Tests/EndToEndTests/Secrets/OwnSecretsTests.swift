import Document
import Foundation
import TestSupport
import Testing

/// Whose a secret is that two workspaces could mean: never the newcomer's without a word, and never the problem of the other.
struct OwnSecretsTests {
    private static let environment = Site.planted.merging(["PAYMENTS_HCLOUD_TOKEN": "planted-payments-4711"]) { $1 }

    @Test func aVariableIsNotTakenOver() async throws {
        let site = try await Site.project(environment: Self.environment)
        let own = "integration: {hcloudToken: {env: PAYMENTS_HCLOUD_TOKEN}}"
        try site.workspace("payments", own)
        try await site.berth("apply", "--yes", exits: 0)

        try site.workspace("payments-hcloud", own)
        let validated = try await site.berth("validate", exits: 1)
        #expect(
            validated.words.contains(
                "the workspace payments-hcloud may not use the environment variable PAYMENTS_HCLOUD_TOKEN"))
        #expect(validated.words.contains("this one is of the workspace payments"))
        #expect(
            validated.words.contains(
                "specs/estate.yaml: spec.secretGrants: [{workspaces: [payments-hcloud], env: [PAYMENTS_HCLOUD_TOKEN]}]")
        )
        #expect(!validated.words.contains("the workspace payments may not"), "\(validated.words)")
        let plan = try await site.berth("plan", exits: 1)
        #expect(
            plan.words.contains("1 problem leaves out what it is about: ✗ invalid payments-hcloud/secret/hcloud"),
            "\(plan.words)")
        #expect(plan.words.contains("secretGrants: [{workspaces: [payments-hcloud]"), "\(plan.words)")
        #expect(!plan.words.contains("the workspace payments may not"), "\(plan.words)")
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)

        // The newcomer is there by now, and the other still has its own.
        try await site.berth("apply", "--yes", exits: 6)
        let after = try await site.berth("plan", exits: 1)
        #expect(!after.words.contains("the workspace payments may not"), "\(after.words)")
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)

        // Where nothing is known neither of the two has it; each is told by itself.
        try site.workplace.remove("state/estate.git")
        let lost = try await site.berth("validate", exits: 1)
        #expect(lost.words.contains("the workspace payments may not use"), "\(lost.words)")
        #expect(lost.words.contains("this one may be meant for payments-hcloud, too"), "\(lost.words)")

        try site.workplace.edit("specs/estate.yaml") {
            $0 + "  secretGrants: [{workspaces: [payments, payments-hcloud], env: [PAYMENTS_HCLOUD_TOKEN]}]\n"
        }
        try await site.berth("validate", exits: 0)
        try await site.berth("apply", "--yes", exits: 0)
    }

    @Test func aCopiedFileIsTheProblemOfWhoCopied() async throws {
        let site = try await Site.project()
        let key = site.folder.path("specs/workspaces/payments/hcloud.age")
        try site.folder.write("", to: "specs/workspaces/payments/hcloud.age")
        try site.folder.write("planted-age-4711", to: "plain")
        try await Program("age")(
            "-R", site.folder.path(".sandbox/recipients.txt"), "-o", key, site.folder.path("plain"))
        try site.workspace("payments", "integration: {hcloudToken: {age: payments/hcloud.age}}")
        try await site.berth("apply", "--yes", exits: 0)

        try site.folder.write("", to: "specs/workspaces/thief/own.age")
        try site.workplace.remove("specs/workspaces/thief/own.age")
        try FileManager.default.copyItem(atPath: key, toPath: site.folder.path("specs/workspaces/thief/own.age"))
        try site.workspace("thief", "integration: {hcloudToken: {age: thief/own.age}}")
        let plan = try await site.berth("plan", exits: 1)
        #expect(
            plan.words.contains("1 problem leaves out what it is about: ✗ invalid thief/secret/hcloud"), "\(plan.words)"
        )
        // What is to be written of the owner is written.
        try await site.inside("payments")("-n", "kube-system", "delete", "secret", "hcloud")
        try await site.berth("apply", "--yes", exits: 6)
        let token = try await site.inside("payments")(
            "-n", "kube-system", "get", "secret", "hcloud", "-o", "go-template={{.data.token|base64decode}}")
        #expect(token == "planted-age-4711")
        await #expect(throws: Program.Failure.self) {
            try await site.inside("thief")("-n", "kube-system", "get", "secret", "hcloud")
        }
    }

    /// A file that says whom it is for opens nowhere else, however old the copy is.
    @Test func aBoundFileOpensForItsWorkspaceOnly() async throws {
        let site = try await Site.project()
        let lines = CommandLines()
        func encrypt(_ value: String, _ arguments: String..., exits status: Int32 = 0) async throws -> Program.Outcome {
            let outcome = try await lines.during {
                try await site.workplace.program.outcome(
                    ["secret", "encrypt"] + arguments, in: site.folder.path, input: value)
            }
            #expect(outcome.status == status, "\(outcome)")
            let shown = outcome.output + outcome.errors
            #expect(!value.hasPrefix("planted") || !shown.contains(value), "\(outcome)")
            return outcome
        }
        try site.workspace("payments")
        try site.workspace("thief")
        let own = "specs/workspaces/payments/hcloud.age"
        _ = try await encrypt("planted-older-4711", "payments", "--out", own)
        let older = try String(contentsOfFile: site.folder.path(own), encoding: .utf8)
        let written = try await encrypt("planted-newer-4711\n", "payments", "--out", own)
        #expect(written.errors.contains("name it in specs/workspaces/payments.yaml as `{age: payments/hcloud.age}`"))
        #expect(
            !lines.all.contains { $0.contains("planted-older-4711") || $0.contains("planted-newer-4711") },
            "values go by pipes only")
        try site.workspace("payments", "integration: {hcloudToken: {age: payments/hcloud.age}}")
        try site.folder.write(older, to: "specs/workspaces/thief/own.age")
        try site.workspace("thief", "integration: {hcloudToken: {age: thief/own.age}}")
        let plan = try await site.berth("plan", exits: 1)
        #expect(
            plan.words.contains("is bound to the workspace payments (estate loopback) and opens for nobody else"),
            "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 6)
        let token = try await site.inside("payments")(
            "-n", "kube-system", "get", "secret", "hcloud", "-o", "go-template={{.data.token|base64decode}}")
        #expect(token == "planted-newer-4711", "the header is no part of the value")

        // Files of age open as before, unless the estate demands bound ones.
        try site.folder.write("planted-plain-4711", to: "plain")
        try site.workplace.remove("specs/workspaces/thief/own.age")
        try await Program("age")(
            "-R", site.folder.path(".sandbox/recipients.txt"), "-o",
            site.folder.path("specs/workspaces/thief/own.age"), site.folder.path("plain"))
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("encryption: {", with: "encryption: {requireBound: true, ")
        }
        let demanding = try await site.berth("plan", exits: 1)
        #expect(
            demanding.words.contains("thief/own.age is not bound to the workspace, and the estate demands it"),
            "\(demanding.words)")
        #expect(demanding.words.contains("berth secret encrypt thief"), "\(demanding.words)")
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)

        // To standard output, for the estate, and what is no value.
        let printed = try await encrypt("planted-newer-4711", "payments")
        #expect(printed.output.hasPrefix("-----BEGIN AGE ENCRYPTED FILE-----"))
        _ = try await encrypt("planted-estate-4711", "--out", "specs/hcloud.age")
        #expect(try await encrypt("\n", "payments", exits: 1).errors.contains("there is no value"))
        #expect(try await encrypt(older, "payments", exits: 1).errors.contains("encrypted or bound already"))
        #expect(try await encrypt("x", "paymnts", exits: 64).errors.contains("did you mean payments?"))
        _ = try await encrypt("planted-4711", "payments", "planted-argument", exits: 64)
    }
}
