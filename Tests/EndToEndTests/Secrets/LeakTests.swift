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

    @Test func aSecretIsFoundWhereItIsForAndNowhereElse() async throws {
        let site = try await site()
        let leaks = Leaks(site)

        try await leaks.look("plan", "--out", "plan.json", exits: 0)
        try await leaks.look("plan", "--format", "json", "--verbose", exits: 0)
        try await leaks.look("plan", "--format", "markdown", exits: 0)
        try await leaks.look("apply", "plan.json", "--yes", "--events", "events.ndjson", exits: 0, writes: true)
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
        try await leaks.look("apply", "--yes", "--events", "events.ndjson", exits: 0, writes: true)
        #expect(try await value(Self.variable, site) == Self.variable.value)

        try site.folder.write(Self.rotated.value, to: "rotated")
        try site.workplace.edit("specs/workspaces/w1.yaml") {
            $0.replacing("env: W1_TOKEN", with: "file: ../../rotated")
        }
        let changed = try await leaks.look("plan", "--out", "plan.json", "--detailed-exitcode", exits: 2)
        #expect(changed.contains("data.token: (sensitive, changed)"), "\(changed)")
        try await leaks.look("apply", "plan.json", "--yes", exits: 0, writes: true)
        #expect(try await value(Self.rotated, site) == Self.rotated.value)
        try await leaks.look("status", exits: 0)

        try await leaks.look("destroy", "--all", "--allow", "mass-deletion", "--out", "destroy.json", exits: 0)
        try await leaks.look("apply", "destroy.json", "--yes", "--events", "events.ndjson", exits: 0)
        try await leaks.lookIntoRepository()
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
        try site.workspace("w1", "integration: {hcloudToken: {env: W1_TOKEN}, apiKey: {age: w1/key.age}}")
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

        /// Gives what the command showed. `writes`: what it changes in a Secret may hold the value that is for it.
        @discardableResult
        func look(
            _ arguments: String..., exits status: Int32, writes: Bool = false,
            sourceLocation: Testing.SourceLocation = #_sourceLocation
        ) async throws -> String {
            let before = try await site.requests().count
            let outcome = try await lines.during { [site] in try await site.workplace.berth(arguments) }
            let shown = outcome.output + outcome.errors
            #expect(outcome.status == status, "\(arguments): \(shown)", sourceLocation: sourceLocation)
            let requests = try await site.requests().dropFirst(before).map(SeenRequest.init)
            let holding = requests.filter { request in LeakTests.all.contains { $0.isFound(in: request.text) } }
            #expect(holding.isEmpty != writes, "the test sees what is sent", sourceLocation: sourceLocation)
            for planted in LeakTests.all {
                for request in requests where planted.isFound(in: request.text) {
                    let isMeant =
                        writes && request.method == "PATCH" && request.cluster == planted.cluster
                        && request.path == planted.path
                    #expect(
                        isMeant, "\(arguments) sent \(planted.value): \(request.text)", sourceLocation: sourceLocation)
                }
                #expect(
                    !planted.isFound(in: shown), "\(arguments) showed \(planted.value)", sourceLocation: sourceLocation)
                for name in ["plan.json", "destroy.json", "events.ndjson"] {
                    let file = FileManager.default.contents(atPath: site.folder.path(name)) ?? Data()
                    #expect(
                        !planted.isFound(in: String(decoding: file, as: UTF8.self)),
                        "\(arguments) left \(planted.value) in \(name)", sourceLocation: sourceLocation)
                }
                // Without what the test itself starts.
                for line in lines.all where !["kubectl", "env"].contains(where: line.hasPrefix) {
                    #expect(!planted.isFound(in: line), "\(line)", sourceLocation: sourceLocation)
                }
            }
            return shown
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
            for planted in LeakTests.all {
                #expect(
                    !planted.isFound(in: objects) && !planted.isFound(in: history), "\(planted.value) is in the state")
            }
        }
    }
}
