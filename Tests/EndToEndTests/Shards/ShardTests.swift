import Document
import Foundation
import TestSupport
import Testing

/// Several berths that share an estate, each on a machine of its own: the same specifications, one remote for the state.
struct ShardTests {
    /// A project with something that the clusters share, and a remote.
    private func project(workspaces: [String]) async throws -> (site: Site, remote: String) {
        let site = try await Site.project(clusters: ["m1", "m2"]) { estate in
            estate.replacing("../state/estate.git}", with: "../state/estate.git, remote: \"file://REMOTE\"}")
                .replacing("  oidc:", with: "  timeouts: {controlPlane: 2m, api: 2m}\n  oidc:")
        }
        let remote = site.folder.path("remote.git")
        try await Program.git("init", "-q", "--bare", "-b", "main", remote)
        try site.workplace.edit("specs/estate.yaml") { $0.replacing("REMOTE", with: remote) }
        try site.application(
            "shared",
            manifests: """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: shared, namespace: default}
                data: {a: b}
                """)
        try site.workplace.remove("specs/workspaces/w1.yaml")
        for name in workspaces { try site.workspace(name) }
        return (site, remote)
    }

    /// A machine of its own with the same files.
    private func machine(of site: Site) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["specs", "templates"] {
            try FileManager.default.copyItem(atPath: site.folder.path(name), toPath: folder.path(name))
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(".sandbox"), withDestinationPath: site.folder.path(".sandbox"))
        return folder
    }

    private func environment(_ index: Int) -> [String: String] {
        Site.planted.merging([
            "JOB_COMPLETION_INDEX": "\(index)", "BERTH_LEASE_SECONDS": "6", "BERTH_ACTOR": "pod-\(index)",
        ]) { $1 }
    }

    private func berth(_ arguments: [String], index: Int, in folder: TemporaryFolder) async throws -> Program.Outcome {
        try await Workplace.program(environment: environment(index)).outcome(arguments, in: folder.path)
    }

    private func together<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            for index in 0..<count { group.addTask { (index, try await body(index)) } }
            var results: [(Int, Result)] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    @Test func anIndexedJobOfWhichOnePodIsKilledEndsWellAndMakesNothingTwice() async throws {
        // Every shard has some of them.
        let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "kappa"]
        #expect(Set(names.map { shard(of: $0, among: 4) }).count == 4)
        let (site, remote) = try await project(workspaces: names)
        let machines = try (0..<4).map { _ in try machine(of: site) }
        let plans = site.folder.path("plans")
        try FileManager.default.createDirectory(atPath: plans, withIntermediateDirectories: true)
        let planned = try await together(4) { index in
            try await berth(
                ["plan", "--shard", "job/4", "--out", "\(plans)/\(index).plan"], index: index, in: machines[index])
        }
        #expect(planned.map(\.status) == [0, 0, 0, 0], "\(planned.map(\.errors))")
        let whole = try Value(json: try await site.berth("plan", "--json", exits: 0).output)
        let merged = try Value(
            json: try await site.berth("merge", plans, "--json", "--detailed-exitcode", exits: 2).output)
        #expect(merged["summary"] == whole["summary"])
        // A plan of another shard is not applied.
        let wrong = try await berth(
            ["apply", "\(plans)/0.plan", "--shard", "job/4", "--yes"], index: 1, in: machines[1])
        #expect(wrong.status == 64 && wrong.errors.contains("is of shard 1/4, not of shard 2/4"), "\(wrong.errors)")

        // The pod dies once its workspace is half there.
        let victim = try #require(
            (0..<4).first { index in
                // Others do not wait for it.
                names.contains { shard(of: $0, among: 4) == index + 1 }
                    && !["cluster/m1", "cluster/m2"].contains { shard(of: $0, among: 4) == index + 1 }
            })
        let output = try ScratchFile()
        let errors = try ScratchFile()
        let paused = try PausedProcess(
            ["apply", "\(plans)/\(victim).plan", "--shard", "job/4", "--yes"], environment: environment(victim),
            in: machines[victim].path, output: output.descriptor, errors: errors.descriptor)
        try await site.fault([
            "kind": "kill-client", "process": .integer(Int64(paused.process.identifier)), "moment": "after", "times": 1,
            "skip": 0, "match": ["method": "PATCH", "path": "*/tenantcontrolplanes/*"],
        ])
        paused.go()
        let applied = try await together(4) { index in
            index == victim
                ? nil
                : try await berth(
                    ["apply", "\(plans)/\(index).plan", "--shard", "job/4", "--yes"], index: index, in: machines[index])
        }
        try await eventually("the pod is killed") { !paused.process.isRunning }
        #expect(paused.process.waitUntilExit() == 128 + 9, "\(output.text)\(errors.text)")
        for outcome in applied.compactMap(\.self) { #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)") }
        // The next pod of the same index: another machine, the same plan.
        let next = try machine(of: site)
        let again = try await berth(
            ["apply", "\(plans)/\(victim).plan", "--shard", "job/4", "--yes"], index: victim, in: next)
        #expect(again.status == 0, "\(again.output)\(again.errors)")

        let log = try await Program.git("log", "--format=%s", in: remote)
        #expect(log.split(separator: "\n").count { $0.hasPrefix("End apply of") } == 4, "\(log)")
        let recorded = try await Program.git(["-C", remote, "ls-tree", "-r", "--name-only", "HEAD"]).split(
            separator: "\n")
        for name in names + ["clusters/m1", "clusters/m2"] {
            #expect(recorded.contains { $0.hasSuffix("\(name)/snapshot.json") }, "\(name) is not recorded: \(recorded)")
        }
        for cluster in ["m1", "m2"] {
            let planes = try await site.cluster(cluster)("get", "tcp", "-A", "-o", "name")
            #expect(planes.split(separator: "\n").count == 4, "\(planes)")
        }
        let leases = try await site.kubectl("m2", "-n", "berth-system", "get", "leases", "-o", "json")
        // A run that was killed before it held anything leaves its own Lease, which says nothing to anybody.
        for lease in try Value(json: leases)["items"]?.array ?? []
        where lease["metadata"]?["name"]?.string?.contains(".run.") == false {
            #expect(
                lease["spec"]?["holderIdentity"] == ""
                    && lease["metadata"]?["annotations"]?["berth.dev/reserved-on"] == nil, "\(lease.compactJSON)")
        }
        // Nothing is left to do, for everybody and for each shard; a plan applies once.
        let fresh = try machine(of: site)
        let rest = try await berth(["plan", "--detailed-exitcode"], index: 0, in: fresh)
        #expect(rest.status == 0, "\(rest.output)\(rest.errors)")
        let twice = try await berth(["apply", "\(plans)/\(victim).plan", "--yes"], index: victim, in: fresh)
        #expect(twice.status == 3, "\(twice.output)\(twice.errors)")

        // Drift: one report, one exit code, also with another number of shards.
        let drifted = try #require(names.last)
        for cluster in ["m1", "m2"] {
            _ = try? await site.cluster(cluster, namespace: "k8s-w-\(drifted)")(
                "patch", "tcp", drifted, "--type=merge", "-p",
                #"{"spec":{"controlPlane":{"deployment":{"replicas":2}}}}"#)
        }
        let looked = try await together(3) { index in
            try await berth(
                ["drift", "--shard", "job/3", "--out", "\(plans)/drift-\(index)", "--json"], index: index,
                in: machines[index])
        }
        #expect(looked.map(\.status).sorted() == [0, 0, 2], "\(looked.map(\.errors))")
        let report = try await site.workplace.berth(["merge", "--drift"] + (0..<3).map { "\(plans)/drift-\($0)" })
        #expect(report.status == 2 && report.output.contains("Drift: 1 field of 1 object was changed"), "\(report)")
    }

    /// As the documentation says it, by hand.
    func shard(of name: String, among count: Int) -> Int {
        let digits = Digest(of: name.utf8).description.dropFirst("sha256:".count).prefix(12)
        return Int(digits, radix: 16).map { $0 % count + 1 } ?? 0
    }

    @Test func twoRunsNeverFillTheLastPlaceTwice() async throws {
        let site = try await Site.project { $0.replacing("capacity: 20", with: "capacity: 1") }
        let machines = try ["w1", "w2"].map { name in
            let folder = try machine(of: site)
            try FileManager.default.removeItem(atPath: folder.path("specs/workspaces"))
            try FileManager.default.createDirectory(
                atPath: folder.path("specs/workspaces"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: site.folder.path("specs/workspaces/w1.yaml"),
                toPath: folder.path("specs/workspaces/\(name).yaml"))
            let text = try String(contentsOfFile: folder.path("specs/workspaces/\(name).yaml"), encoding: .utf8)
            try folder.write(text.replacing("name: w1", with: "name: \(name)"), to: "specs/workspaces/\(name).yaml")
            return folder
        }
        for (index, folder) in machines.enumerated() {
            let plan = try await berth(["plan", "--out", "one.plan"], index: index, in: folder)
            #expect(plan.status == 0, "\(plan.output)\(plan.errors)")
        }
        let outcomes = try await together(2) { index in
            try await berth(["apply", "one.plan", "--yes"], index: index, in: machines[index])
        }
        #expect(outcomes.map(\.status).sorted() == [0, 3], "\(outcomes.map(\.errors))")
        #expect(outcomes.contains { $0.errors.contains("m1 has no room for it any more") }, "\(outcomes.map(\.errors))")
        let planes = try await site.cluster()("get", "tcp", "-A", "-o", "name")
        #expect(planes.split(separator: "\n").count == 1)
        // Planned anew it finds none, and says so.
        let late = try #require(outcomes.firstIndex { $0.status == 3 })
        let plan = try await berth(["plan"], index: late, in: machines[late])
        #expect(
            plan.status == 1 && (plan.output + plan.errors).contains("it is full (1 of 1)"),
            "\(plan.output)\(plan.errors)")
    }

    @Test func whatAnotherShardDoesNotDoIsWaitedForAndTold() async throws {
        let names = (1...6).map { "w\($0)" }
        let (site, _) = try await project(workspaces: names)
        try site.workplace.edit("templates/applications/shared/application.yaml") {
            $0.replacing("timeout: 1m", with: "timeout: 3s")
        }
        // A shard that makes nothing of what the clusters share.
        let idle = try #require(
            (1...3).first { number in
                ["cluster/m1", "cluster/m2"].allSatisfy { shard(of: $0, among: 3) != number }
            })
        let alone = try await site.berth("apply", "--shard", "\(idle)/3", "--yes")
        #expect(alone.status == 6, "\(alone.output)\(alone.errors)")
        #expect(alone.output.contains("sees to it"), "\(alone.output)")
        #expect(!(try await site.leases(on: "m2").contains { $0.contains(".cluster.") }))
        for number in 1...3 where number != idle {
            try await site.berth("apply", "--shard", "\(number)/3", "--yes", exits: 0)
        }
        try await site.berth("apply", "--shard", "\(idle)/3", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        // An orphan belongs to one shard.
        try site.workplace.remove("specs/workspaces/w3.yaml")
        var naming: [Int] = []
        for number in 1...3 {
            let plan = try await site.berth("plan", "--shard", "\(number)/3", "--out", "\(number).plan", exits: 0)
            if plan.output.contains("w3 on") { naming.append(number) }
        }
        #expect(naming == [shard(of: "w3", among: 3)])
        let missing = try await site.berth("merge", "1.plan", "3.plan", exits: 1)
        #expect(missing.errors.contains("shard 2/3 is missing"))
        let bad = try await site.berth("merge", "1.plan", "2.plan", "2.plan", "3.plan", exits: 1)
        #expect(bad.errors.contains("shard 2/3 is there twice"))
        let merged = try await site.berth("merge", "1.plan", "2.plan", "3.plan", exits: 0)
        #expect(merged.output.components(separatedBy: "w3 on").count == 2)
        let wrong = try await site.berth("merge", "--drift", "1.plan", "2.plan", "3.plan", exits: 64)
        #expect(wrong.errors.contains("these are plans"))
        try site.workspace("w4", "region: fsn1")
        try await site.berth("plan", "--shard", "2/3", "--out", "2.plan", exits: 0)
        let mixed = try await site.berth("merge", "1.plan", "2.plan", "3.plan", exits: 1)
        #expect(mixed.errors.contains("2.plan was planned from another specification"))
        for text in ["0/3", "4/3", "0/0", "1/3/1", "-1/3", "١/٣", "job/3"] {
            try await site.berth("plan", "--shard", text, exits: 64)
        }
        try await site.berth("plan", "w1", "--shard", "1/3", exits: 64)
    }

    /// What a cluster shares is done by its own shard, also where only a workspace of another one is meant.
    @Test(arguments: [true, false]) func whatIsSharedIsDoneByItsOwnShard(isTarget: Bool) async throws {
        let (site, _) = try await project(workspaces: (1...6).map { "w\($0)" })
        try await site.workplace.commitSpecs()
        try await site.berth("apply", "--yes", exits: 0)
        let owner = shard(of: "cluster/m1", among: 2)
        let namespaces = try await site.kubectl("m1", "get", "namespaces", "-o", "name")
        let target = try #require(
            (1...6).map { "w\($0)" }.first { namespaces.contains("k8s-w-\($0)") && shard(of: $0, among: 2) != owner })
        try site.application("shared", "1.1.0", manifests: Manifests.configMap("shared", "a: c"))
        let part = isTarget ? ["--target", target] : ["--changed-since", "HEAD"]
        let plans = [3 - owner, owner].map { "\($0).plan" }
        for (number, plan) in zip([3 - owner, owner], plans) {
            let planned = try await site.workplace.berth(["plan", "--shard", "\(number)/2", "--out", plan] + part)
            #expect(planned.status == 0, "\(planned.words)")
        }
        let merged = try await site.workplace.berth(["merge"] + plans)
        #expect(
            merged.status == 0 && merged.words.contains("cluster/m1/application/shared"), "\(merged.words)")
        // Each waits for what the other one does.
        let outcomes = try await together(2) { try await site.workplace.berth(["apply", plans[$0], "--yes"]) }
        #expect(outcomes.map(\.status) == [0, 0], "\(outcomes.map(\.words))")
        #expect(try await site.kubectl("m1", "get", "configmap", "shared", "-o", "jsonpath={.data.a}") == "c")
    }
}

extension Site {
    /// Gives the sandbox a fault.
    func fault(_ fault: Value) async throws {
        let endpoints = try Value(json: Data(contentsOf: URL(filePath: folder.path(".sandbox/endpoints.json"))))
        let address = try #require(endpoints["control"]?.string)
        try await Program("curl")("-sSf", "\(address)/faults", "-d", String(decoding: fault.json(), as: UTF8.self))
    }

    /// The names of the Leases on a lock cluster.
    func leases(on cluster: String) async throws -> [String] {
        try await kubectl(cluster, "-n", "berth-system", "get", "leases", "-o", "name").split(separator: "\n").map(
            String.init)
    }
}
