import Document
import Foundation
import TestSupport
import Testing

/// Secrets reach the Secret that they are for, when it is written, and nothing else at any time.
struct LeakTests {
    /// From a variable, an age file, a Secret in a management cluster and a file; with letters that forms of writing change.
    private static let variable = PlantedValue("planted-variable/4711+?=&\"~", for: "w1", "kube-system/hcloud")
    private static let ageFile = PlantedValue(
        "planted-age-file/4711 +%~>", for: "w1", "loopback-system/loopback-load-balancer")
    private static let object = PlantedValue("planted-object/4711~~~???", for: "w2", "kube-system/hcloud")
    private static let file = PlantedValue(
        "planted-file/4711>>>???", for: "w2", "loopback-system/loopback-load-balancer")
    private static let rotated = PlantedValue("planted-again/4711+?=&~", for: "w1", "kube-system/hcloud")
    private static let all = [variable, ageFile, object, file, rotated]
    /// What the estate pays the provider with: for the head of what is sent there.
    private static let token = PlantedValue(Site.planted["HCLOUD_TOKEN"] ?? "", for: "w1", "kube-system/none")

    @Test func aSecretIsFoundWhereItIsForAndNowhereElse() async throws {
        let site = try await site()
        let recorder = try StubProxy(.recorder, to: 8080, at: "\(site.network).0.2")
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("http://\(site.network).0.2:8080", with: "http://127.0.0.1:\(recorder.port)")
        }
        let leaks = Leaks(site)

        try await leaks.look("plan", "--out", "plan.json", exits: 0)
        try await leaks.look("plan", "--format", "json", "--verbose", exits: 0)
        try await leaks.look("plan", "--format", "markdown", exits: 0)
        try await leaks.look(
            "apply", "plan.json", "--yes", "--events", "events.ndjson", exits: 0,
            writes: [Self.variable, Self.ageFile, Self.object, Self.file])
        for planted in [Self.variable, Self.ageFile, Self.object, Self.file] {
            #expect(try await value(planted, site) == planted.value, "it is where it is for")
        }
        try await leaks.look("plan", "--detailed-exitcode", exits: 0)

        // What differs is tried on the servers: another key, another label, a value that somebody changed, one that is new.
        let w1 = try await site.inside("w1")
        try await w1(
            "-n", "kube-system", "patch", "secret", "hcloud", "--type=merge", "-p",
            #"{"data":{"token":"b3RoZXI=","network":"b3RoZXI="}}"#)
        let w2 = try await site.inside("w2")
        try await w2("-n", "kube-system", "label", "secret", "hcloud", "berth.dev/workspace=w1", "--overwrite")
        let drift = try await leaks.look("drift", exits: 2)
        #expect(drift.contains("data.token") && drift.contains("data.network"))
        #expect(await leaks.tried(Self.variable) > 0, "the test sees what is tried")
        try await leaks.look(
            "apply", "--yes", "--events", "events.ndjson", exits: 0, writes: [Self.variable, Self.object])
        #expect(try await value(Self.variable, site) == Self.variable.value)

        try site.folder.write(Self.rotated.value, to: "rotated")
        try site.workplace.edit("specs/workspaces/w1.yaml") {
            $0.replacing("env: W1_TOKEN", with: "file: ../../rotated")
        }
        let changed = try await leaks.look("plan", "--out", "plan.json", "--detailed-exitcode", exits: 2)
        #expect(changed.contains("data.token: (sensitive, changed)"), "\(changed)")
        try await leaks.look("apply", "plan.json", "--yes", exits: 0, writes: [Self.rotated])
        #expect(try await value(Self.rotated, site) == Self.rotated.value)
        for arguments in [["status"], ["status", "--json"], ["state", "log"], ["state", "show", "w1"], ["graph"]] {
            try await leaks.look(arguments, exits: 0)
        }

        try await leaks.look("destroy", "--all", "--allow", "mass-deletion", "--out", "destroy.json", exits: 0)
        try await leaks.look("apply", "destroy.json", "--yes", "--events", "events.ndjson", exits: 0)
        try await leaks.lookIntoRepository()
        try leaks.lookIntoFiles()

        // The provider heard the estate's token where it asks for it, and nothing else.
        let heads = recorder.sent.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("authorization:") }
        #expect(!heads.isEmpty && heads.allSatisfy { $0.hasSuffix("Bearer \(Self.token.value)") }, "the test sees it")
        #expect(recorder.sent.contains(#""ip_range":"10.20.0.0/16""#) || recorder.sent.contains("10.20.0.0"))
        let rest = heads.reduce(recorder.sent) { $0.replacing($1, with: "") }
        for planted in Self.all + [Self.token] {
            #expect(!planted.isFound(in: rest), "\(planted.value) was sent to the provider")
        }
    }

    /// The two workspaces, and what is planted for them.
    private func site() async throws -> Site {
        let site = try await Site.project(
            environment: Site.planted.merging(["W1_TOKEN": Self.variable.value]) { $1 }, options: ["--record-bodies"]
        ) { estate in
            estate + """
                  secretGrants:
                    - {workspaces: [w1], files: [../rotated]}
                    - workspaces: [w2]
                      files: [../planted]
                      secrets: [{cluster: m1, namespace: default, name: planted}]

                """
        }
        try site.folder.write(Self.file.value, to: "planted")
        try site.folder.write(Self.ageFile.value, to: "plain")
        try site.folder.write("", to: "specs/workspaces/w1/key.age")
        try await Program("age")(
            "-R", site.folder.path(".sandbox/recipients.txt"), "-o", site.folder.path("specs/workspaces/w1/key.age"),
            site.folder.path("plain"))
        try site.workplace.remove("plain")
        try await site.cluster()("create", "secret", "generic", "planted", "--from-literal=key=\(Self.object.value)")
        try site.workspace(
            "w1", "integration: {hcloudToken: {env: W1_TOKEN}, apiKey: {age: w1/key.age}}",
            "network: {managed: true, cidr: 10.20.0.0/16}")
        try site.workspace(
            "w2",
            "integration: {hcloudToken: {secret: {cluster: m1, namespace: default, name: planted, key: key}}, "
                + "apiKey: {file: ../../planted}}")
        return site
    }

    private func value(_ planted: PlantedValue, _ site: Site) async throws -> String {
        let workspace = planted.cluster.hasSuffix("w1") ? "w1" : "w2"
        let key = planted.path.hasSuffix("hcloud") ? "token" : "apiKey"
        let object = try await site.inside(workspace)("get", "--raw", planted.path)
        return String(
            decoding: try Value(json: object)["data"]?[key]?.string.flatMap(Base64.decode) ?? [], as: UTF8.self)
    }

    /// Runs commands and looks into all that they leave, send and show.
    private struct Leaks {
        let site: Site
        let lines = CommandLines()

        init(_ site: Site) { self.site = site }

        /// Gives what the command showed. `writes`: whose values it writes, each into the Secret that it is for.
        @discardableResult
        func look(
            _ arguments: String..., exits status: Int32, writes: [PlantedValue] = [],
            sourceLocation: Testing.SourceLocation = #_sourceLocation
        ) async throws -> String {
            try await look(arguments, exits: status, writes: writes, sourceLocation: sourceLocation)
        }

        @discardableResult
        func look(
            _ arguments: [String], exits status: Int32, writes: [PlantedValue] = [],
            sourceLocation: Testing.SourceLocation = #_sourceLocation
        ) async throws -> String {
            let before = try await site.requests().count
            let outcome = try await lines.during { [site] in try await site.workplace.berth(arguments) }
            let shown = outcome.output + outcome.errors
            #expect(outcome.status == status, "\(arguments): \(shown)", sourceLocation: sourceLocation)
            let requests = try await site.requests().dropFirst(before).map(SeenRequest.init)
            #expect(
                requests.allSatisfy { !$0.headers.isEmpty }, "the test sees headers", sourceLocation: sourceLocation)
            for planted in writes {
                #expect(
                    requests.contains { Self.isMeant($0, planted) && !$0.isDryRun && planted.isFound(in: $0.body) },
                    "the test sees \(planted.value)", sourceLocation: sourceLocation)
            }
            for planted in LeakTests.all {
                for request in requests where planted.isFound(in: request.text) {
                    let isMeant =
                        writes.contains { $0.value == planted.value } && Self.isMeant(request, planted)
                        && !planted.isFound(in: "\(request.envelope) \(request.authorization)")
                    #expect(
                        isMeant, "\(arguments) sent \(planted.value): \(request.text)", sourceLocation: sourceLocation)
                }
            }
            for request in requests where LeakTests.token.isFound(in: request.text) {
                let isMeant =
                    request.path.hasPrefix("/v1/")
                    && request.authorization == "authorization: Bearer \(LeakTests.token.value)"
                    && !LeakTests.token.isFound(in: request.envelope + request.body)
                #expect(isMeant, "\(arguments) sent the token: \(request.text)", sourceLocation: sourceLocation)
            }
            for planted in LeakTests.all + [LeakTests.token] {
                #expect(
                    !planted.isFound(in: shown), "\(arguments) showed \(planted.value)", sourceLocation: sourceLocation)
                // Without what this test, and those beside it, start.
                for line in lines.all where !["kubectl", "env", "curl"].contains(where: line.hasPrefix) {
                    #expect(!planted.isFound(in: line), "\(line)", sourceLocation: sourceLocation)
                }
            }
            try lookIntoFiles(sourceLocation)
            return shown
        }

        /// Whether a request may hold a value: it writes the Secret that this is for.
        private static func isMeant(_ request: SeenRequest, _ planted: PlantedValue) -> Bool {
            request.method == "PATCH" && request.cluster == planted.cluster && request.path == planted.path
        }

        /// Every file that there is by now, but those that the test itself planted and what the sandbox keeps.
        func lookIntoFiles(_ sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
            let names = FileManager.default.enumerator(atPath: site.folder.path)?.compactMap { $0 as? String } ?? []
            #expect(names.contains("specs/estate.yaml"), "the test sees files", sourceLocation: sourceLocation)
            for name in names where !name.hasPrefix(".sandbox/") && !["planted", "rotated"].contains(name) {
                guard let file = FileManager.default.contents(atPath: site.folder.path(name)) else { continue }
                for planted in LeakTests.all + [LeakTests.token] {
                    #expect(
                        !planted.isFound(in: String(decoding: file, as: UTF8.self)), "\(planted.value) is in \(name)",
                        sourceLocation: sourceLocation)
                }
            }
        }

        /// How often a Secret was tried in a dry run.
        func tried(_ planted: PlantedValue) async -> Int {
            let requests = (try? await site.requests()) ?? []
            return requests.map(SeenRequest.init).count {
                $0.isDryRun && $0.path == planted.path && $0.cluster == planted.cluster && $0.body.contains("token")
            }
        }

        /// Every object of the state repository, reachable or not, and the files beside them.
        func lookIntoRepository() async throws {
            let objects = try await site.git("cat-file", "--batch-all-objects", "--batch")
            #expect(objects.contains("w1/secret/hcloud"), "the test sees what is stored")
            let history = try await site.git("log", "-p", "--all", "--format=fuller")
            for planted in LeakTests.all + [LeakTests.token] {
                #expect(
                    !planted.isFound(in: objects) && !planted.isFound(in: history), "\(planted.value) is in the state")
            }
        }
    }
}
