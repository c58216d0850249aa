import Document
import Resources
import Specification
import Testing

@testable import Planning

/// Files that are, or are not, the plans of all shards of one fleet.
struct ShardMergeTests {
    private static func source(
        _ shard: String, named name: String? = nil, specification: String = "a", estate: String = "e",
        consents: Set<Consent> = [], hasOldState: Bool = false, remarks: [String] = [],
        unreachable: [Plan.Unreachable] = [], groups: [String] = []
    ) throws -> ShardMerge.Source {
        var plan = Plan(
            estate: estate, purpose: .apply,
            steps: groups.map {
                Step(address: ResourceAddress(workspace: $0, "namespace"), kind: .namespace, action: .create)
            },
            groups: groups.map { Plan.Group(name: $0, cluster: "m", namespace: "k8s-w-\($0)") },
            unreachable: unreachable, remarks: remarks, consents: consents)
        plan.part = Plan.Part(
            shard: try #require(Shard(shard)), specification: Digest(of: specification.utf8), hasOldState: hasOldState)
        return ShardMerge.Source(name: name ?? "\(shard.prefix(1)).plan", plan: plan)
    }

    private func faults(_ sources: [ShardMerge.Source]) -> [String] {
        do {
            _ = try ShardMerge(sources)
            return []
        } catch {
            return error.faults
        }
    }

    @Test func everyFaultIsNamedWithItsFile() throws {
        let first = try Self.source("1/3")
        var bare = first
        bare.name = "bare.plan"
        bare.plan.part = nil
        #expect(faults([]) == ["there is no plan"])
        #expect(faults([first]) == ["shard 2/3, 3/3 are missing"])
        #expect(try faults([first, Self.source("3/3")]) == ["shard 2/3 is missing"])
        #expect(
            try faults([first, Self.source("2/3"), Self.source("3/3"), Self.source("2/3", named: "old.plan")])
                == ["shard 2/3 is there twice: 2.plan and old.plan"])
        #expect(
            try faults([first, Self.source("2/3", specification: "b"), Self.source("3/3")]).first?
                .hasPrefix("2.plan was planned from another specification") == true)
        #expect(
            try faults([first, Self.source("2/4"), Self.source("3/3")])
                == ["2.plan is of another number of shards (2/4, 1/3) than 1.plan", "shard 2/3 is missing"])
        #expect(
            try faults([first, Self.source("2/3", estate: "f"), Self.source("3/3", consents: [.cascade])])
                == ["2.plan is of another estate than 1.plan", "3.plan was planned with another --allow than 1.plan"])
        var (pruning, drift, other) = try (Self.source("2/3"), Self.source("2/3"), Self.source("2/3"))
        pruning.plan.part?.options = ["--prune", "--exclude w"]
        drift.plan.isOfDrift = true
        other.plan.part?.limits.maxDeletes += 1
        let last = try Self.source("3/3")
        #expect(
            faults([first, pruning, last])
                == ["2.plan was planned with other options (--prune --exclude w, none) than 1.plan"])
        #expect(
            faults([first, drift, last])
                == ["2.plan is of another command (berth drift, berth plan) than 1.plan"])
        #expect(faults([first, other, last]) == ["2.plan was planned with other guards than 1.plan"])
        #expect(faults([bare]) == ["bare.plan is a plan of no shard"])
        #expect(
            try faults([first, bare, Self.source("2/3"), Self.source("3/3")]) == ["bare.plan is a plan of no shard"])
        let stranger = try #require(["a", "b", "c", "d"].first { Shard.of($0, among: 3)?.number != 2 })
        #expect(
            try faults([first, Self.source("2/3", groups: [stranger]), Self.source("3/3")])
                == ["2.plan holds \(stranger), which is not of shard 2/3"])
        #expect(try faults([Self.source("3/3"), first, Self.source("2/3")]) == [])
        #expect(try faults([Self.source("1/1")]) == [])
    }

    @Test func whatSeveralShardsSayIsSaidOnce() throws {
        let silence = { (consequence: String) in
            Plan.Unreachable(
                place: .management("m"), reason: "refused; the tenants of \(consequence) are unknown with it")
        }
        let merge = try ShardMerge([
            Self.source("1/2", remarks: ["both", "first"], unreachable: [silence("a")]),
            Self.source("2/2", hasOldState: true, remarks: ["both"], unreachable: [silence("b")]),
        ])
        let plan = try #require(merge.plan)
        #expect(merge.hasOldState && plan.remarks == ["both", "first"])
        #expect(
            plan.unreachable.map(\.reason) == [
                "refused; the tenants of a are unknown with it; the tenants of b are unknown with it"
            ])
    }

    /// What each shard looked at is not everything, whether workspaces were named or changed.
    @Test func whatWasLookedAtIsKept() throws {
        var sources = try [Self.source("1/2"), Self.source("2/2")]
        for index in sources.indices { sources[index].plan.leftovers.part = "shard \(index + 1)/2" }
        #expect(try #require(try ShardMerge(sources).plan).leftovers.isEmpty)
        sources[0].plan.leftovers.part = "shard 1/2, --target w/dns"
        sources[1].plan.leftovers.changes = "the workspaces changed since abc1234 (none of 2)"
        let merged = try #require(try ShardMerge(sources).plan)
        #expect(merged.leftovers.looked == "--target w/dns, the workspaces changed since abc1234 (none of 2)")
        #expect(sources[0].plan.lookedBesideShard == "--target w/dns")
    }

    /// Nobody can tell how one is: what waited for it in another shard waits in the plan of both.
    @Test func whatNobodyCanTellHoldsUpTheWavesBehindIt() throws {
        let ids = ["a", "b", "c", "d", "e", "f", "g", "h"]
        let shards = try ["1/2", "2/2"].map { try #require(Shard($0)) }
        let silent = try #require(ids.first { shards[0].contains($0) })
        let other = try #require(ids.first { shards[1].contains($0) })
        let silence = Plan.Unreachable(place: .tenant(silent), reason: "refused")
        let first = try Self.source("1/2", unreachable: [silence], groups: [silent])
        var second = try Self.source("2/2", groups: [other])
        var wave = Plan.Wave(number: 2, total: 2, groups: [other], applications: ["x"], pause: 0, stopAfterFailures: 1)
        wave.awaited = [silent, "known"]
        second.plan.waves = [wave]
        let merged = try #require(try ShardMerge([first, second]).plan)
        #expect(merged.waves.map(\.unready) == [[silent]] && merged.waves.map(\.awaited) == [[]])
    }

    /// What one shard waits for and its own shard does not plan is done by nobody.
    @Test func whatNobodyMakesIsAProblem() throws {
        var (first, second) = try (Self.source("1/2"), Self.source("2/2"))
        let cluster = try #require((1...40).map { "m\($0)" }.first { Shard.of("cluster/\($0)", among: 2)?.number == 2 })
        let address = ResourceAddress(cluster: cluster, "application/shared")
        var wait = Step(address: address, kind: .application, action: .wait)
        wait.gate = .otherShard
        first.plan.steps.append(wait)
        let alone = try #require(try ShardMerge([first, second]).plan)
        #expect(alone.problems.map(\.address) == [address] && !alone.blockingProblems.isEmpty)
        second.plan.steps.append(Step(address: address, kind: .application, action: .update))
        #expect(try #require(try ShardMerge([first, second]).plan).problems.isEmpty)
    }

    @Test func thePartIsKeptInThePlanFile() throws {
        var plan = try Self.source("2/3", hasOldState: true).plan
        plan.part?.options = ["--prune"]
        #expect(try Plan(file: plan.file) == plan)
        for shard in ["0/3", "4/3", "2", "", "2/3/1"] {
            var value = try Value(json: plan.file)
            value["part"]?["shard"] = .string(shard)
            let error = #expect(throws: PlanFileError.self) { try Plan(file: value.json()) }
            #expect(error?.reason.contains("part.shard") == true, "\(error?.reason ?? "")")
        }
    }

    /// Whatever makes a plan another one is compared.
    @Test func optionsAreSaid() {
        var options = Planner.Options(forcesConflicts: true, scope: PlanScope(targets: ["w1"]))
        options.prunes = true
        options.replacements = ["w1/application/web"]
        #expect(
            options.words == ["--prune", "--force-conflicts", "--replace w1/application/web", "--target w1"])
    }
}
