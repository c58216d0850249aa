import Composition
import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

/// Plans of shards against the plan of everything: together they say the same, and each thing once.
struct ShardedPlanTests {
    private let world = MemoryWorld(isFaithful: true)

    /// Two pools with something shared each, a workspace each of a dozen teams.
    private static let teams = (0..<12).map { "team-\($0)" }

    private static func catalog(dropping name: String? = nil) -> [Application] {
        let objects = ["one", "two"].filter { $0 != name }.map { Samples.configMap($0, namespace: "shared") }
        return [
            Samples.application(
                "shared", rules: DeploymentRules(phase: .prerequisite, scope: .managementCluster), manifests: objects),
            Samples.application(
                "guard", rules: DeploymentRules(phase: .prerequisite), manifests: [Samples.configMap("guard")]),
        ]
    }

    private func planner(
        _ selection: GroupSelection, teams: [String] = teams, catalog: [Application] = catalog(), capacity: Int? = nil,
        scope: PlanScope = PlanScope(), consents: Set<Consent> = [], limits: Specification.Guards? = nil,
        sharedKinds: [String: Set<ItemKind>] = [:]
    ) -> Planner {
        var estate = Samples.estate([
            Samples.cluster("m", capacity: capacity), Samples.cluster("n", capacity: capacity),
        ])
        if let limits { estate.guards = limits }
        var options = Planner.Options(selection: selection, consents: consents, scope: scope)
        options.sharedKinds = sharedKinds
        return Planner(
            specification: SpecificationSet(
                estate: estate, workspaces: teams.map { Samples.workspace($0, applications: catalog.map(\.name)) },
                catalog: catalog, templates: Samples.templates),
            backends: world, secrets: FixedSecrets(), snapshots: [:], options: options)
    }

    private func apply(_ plan: Plan) async throws {
        for change in plan.steps.flatMap(\.changes) where change.action == .create {
            guard let item = change.item, item.insertions.isEmpty else { continue }
            _ = try await world.apply(Write(key: change.key, body: item.desired, observed: nil))
        }
    }

    private func plans(
        of count: Int, _ make: (GroupSelection) async throws -> Plan
    ) async throws -> [ShardMerge.Source] {
        var sources: [ShardMerge.Source] = []
        for number in 1...count {
            let shard = try #require(Shard(number: number, of: count))
            sources.append(.init(name: "\(number).plan", plan: try await make(.shard(shard))))
        }
        return sources
    }

    /// Everything about a plan that may not depend on how it was split.
    private func expectSame(_ merged: Plan?, _ whole: Plan, sourceLocation: Testing.SourceLocation = #_sourceLocation)
        throws
    {
        let merged = try #require(merged, sourceLocation: sourceLocation)
        #expect(Set(merged.steps) == Set(whole.steps), sourceLocation: sourceLocation)
        #expect(merged.steps.count == whole.steps.count, sourceLocation: sourceLocation)
        #expect(merged.groups == whole.groups, sourceLocation: sourceLocation)
        #expect(Set(merged.problems) == Set(whole.problems), sourceLocation: sourceLocation)
        #expect(merged.problems.count == whole.problems.count, sourceLocation: sourceLocation)
        #expect(Set(merged.remarks) == Set(whole.remarks), sourceLocation: sourceLocation)
        #expect(merged.unreachable == whole.unreachable, sourceLocation: sourceLocation)
        // Without a state a shard knows of less, which makes the guards stricter.
        #expect(merged.owned <= whole.owned && merged.part == nil, sourceLocation: sourceLocation)
    }

    @Test(arguments: [1, 2, 3, 5, 40]) func shardsOfAnEmptyWorldPlanEverythingOnce(_ count: Int) async throws {
        let whole = try await planner(.all).plan()
        let sources = try await plans(of: count) { try await planner($0).plan() }
        try expectSame(try ShardMerge(sources).plan, whole)
        for source in sources {
            let part = try #require(source.plan.part)
            // What is locked and recorded belongs to the shard, and nothing else is written.
            #expect(source.plan.touchedGroups.allSatisfy(part.shard.contains))
            let writes = source.plan.steps.filter { $0.action.isChange || $0.changes.contains { $0.action.isChange } }
            #expect(writes.map(\.address.group).allSatisfy(part.shard.contains))
        }
    }

    @Test(arguments: [2, 3, 5]) func shardsOfALivingFleetSayWhatOnePlanSays(_ count: Int) async throws {
        try await apply(planner(.all).plan())
        world.edit("guard", ["data", "a"], "by hand")
        world.edit("one", ["data", "a"], "by hand")
        let left = Array(Self.teams.dropFirst(3)) + ["team-new"]
        let make = { (selection: GroupSelection) in
            try await planner(
                selection, teams: left, catalog: Self.catalog(dropping: "two"), consents: [.massDeletion]
            ).plan()
        }
        let whole = try await make(.all)
        #expect(whole.remarks.count { $0.contains("is orphaned") } == 3)
        #expect(whole.steps.contains { $0.action == .delete && $0.address.workspace == nil })
        let sources = try await plans(of: count, make)
        try expectSame(try ShardMerge(sources).plan, whole)
    }

    @Test func aShardWaitsForWhatAnotherOneMakes() async throws {
        let sources = try await plans(of: 3) { try await planner($0).plan() }
        for plan in sources.map(\.plan) {
            for step in plan.steps where plan.isElsewhere(step.address.group) {
                #expect(step.action == .wait && step.gate == .otherShard)
                #expect(step.changes.allSatisfy { $0.action == .none && $0.item != nil } && !step.changes.isEmpty)
                #expect(step.reason.hasSuffix(" sees to it"))
            }
        }
        #expect(sources.flatMap(\.plan.steps).contains { $0.gate == .otherShard })
        // Once it is there, nobody waits.
        try await apply(planner(.all).plan())
        let later = try await plans(of: 3) { try await planner($0, catalog: Self.catalog()).plan() }
        #expect(!later.flatMap(\.plan.steps).contains { $0.gate == .otherShard })
    }

    @Test func whatNobodyWantsOfAClusterIsNamedByItsShardAlone() async throws {
        try await apply(planner(.all).plan())
        let records = Dictionary(
            uniqueKeysWithValues: ["m", "n"].map { ($0, Set([ItemKind(group: "", kind: "ConfigMap")])) })
        let sources = try await plans(of: 4) { selection in
            try await planner(selection, catalog: [Self.catalog()[1]], sharedKinds: records).plan()
        }
        for cluster in ["m", "n"] {
            let naming = sources.filter {
                $0.plan.remarks.contains { $0.hasPrefix("cluster/\(cluster)/application/shared is orphaned") }
            }
            #expect(naming.map(\.plan.part?.shard) == [Shard.of("cluster/\(cluster)", among: 4)])
        }
        #expect(!sources.flatMap(\.plan.steps).contains { $0.action == .delete })
    }

    @Test func placementIsTheSameInEveryShard() async throws {
        for capacity in [6, 7, nil] as [Int?] {
            let whole = try await planner(.all, capacity: capacity).plan()
            let sources = try await plans(of: 4) { try await planner($0, capacity: capacity).plan() }
            for group in sources.flatMap(\.plan.groups) where group.namespace != nil {
                #expect(whole.groups.first { $0.name == group.name }?.cluster == group.cluster)
            }
        }
        // With too little room the same workspaces find none, whoever asks.
        let whole = try await planner(.all, capacity: 5).plan()
        let sources = try await plans(of: 4) { try await planner($0, capacity: 5).plan() }
        #expect(whole.problems.count == 2)
        #expect(Set(sources.flatMap(\.plan.problems)) == Set(whole.problems))
    }

    @Test func aShardWhoseOnlyWorkspaceFindsNoRoomStillHasAPlan() async throws {
        let sources = try await plans(of: 40) { try await planner($0, capacity: 0).plan() }
        #expect(sources.flatMap(\.plan.problems).count == Self.teams.count)
        #expect(sources.allSatisfy { $0.plan.steps.isEmpty })
    }

    @Test func aTargetOfAnotherShardIsNoUnknownName() async throws {
        let scope = PlanScope(targets: ["team-3/application/guard"], exclusions: ["team-5"])
        let whole = try await planner(.all, scope: scope).plan()
        let sources = try await plans(of: 4) { try await planner($0, scope: scope).plan() }
        #expect(sources.filter { !$0.plan.steps.isEmpty }.count == 1)
        #expect(try ShardMerge(sources).plan?.steps == whole.steps)
        for name in ["team-99", "cluster/x", "team-3/application/none"] {
            let scope = PlanScope(targets: [name])
            var refusals = 0
            for number in 1...4 {
                let shard = try #require(Shard(number: number, of: 4))
                do { _ = try await planner(.shard(shard), scope: scope).plan() } catch is PlanScope.UnknownName {
                    refusals += 1
                }
            }
            // What is wrong within a workspace only its own shard can tell.
            #expect(refusals == (name.hasPrefix("team-3") ? 1 : 4), "\(name)")
        }
    }

    /// What an edited plan of a shard would do in the place of another one.
    @Test func aPlanDoesNotReachIntoAnotherShard() async throws {
        let sources = try await plans(of: 3) { try await planner($0).plan() }
        for plan in sources.map(\.plan) {
            let planner = planner(.all)
            let audit = PlanAudit(planner.specification, snapshots: [:])
            try audit.check(plan)
            var (whole, other) = (plan, plan)
            whole.part = nil
            let next = try #require(plan.part.flatMap { Shard(number: $0.shard.number % 3 + 1, of: 3) })
            other.part?.shard = next
            let waits = plan.steps.indices.filter { plan.steps[$0].gate == .otherShard }
            if !waits.isEmpty { #expect(throws: (any Error).self) { try audit.check(whole) } }
            if !plan.steps.isEmpty { #expect(throws: (any Error).self) { try audit.check(other) } }
            for index in waits {
                var writing = plan
                writing.steps[index].gate = nil
                #expect(throws: (any Error).self) { try audit.check(writing) }
                writing.steps[index].action = .update
                #expect(throws: (any Error).self) { try audit.check(writing) }
            }
        }
    }

    @Test func theGuardsAreHeldAgainstAllShardsTogether() async throws {
        try await apply(planner(.all).plan())
        // Every workspace loses one object; each shard stays below the limit, and all of them together do not.
        let fewer = [
            Self.catalog()[0],
            Samples.application("guard", rules: DeploymentRules(phase: .prerequisite), manifests: []),
        ]
        let limits = Specification.Guards(maxDeletes: 7, maxDeletedFraction: 1, maxReplaces: 0)
        let sources = try await plans(of: 3) { try await planner($0, catalog: fewer, limits: limits).plan() }
        #expect(sources.flatMap(\.plan.problems).isEmpty)
        let merged = try #require(try ShardMerge(sources).plan)
        #expect(merged.problems.map(\.message) == ["12 objects would go, and the estate allows 7"])
        let allowed = try await plans(of: 3) {
            try await planner($0, catalog: fewer, consents: [.massDeletion], limits: limits).plan()
        }
        #expect(try ShardMerge(allowed).plan?.problems == [])
    }
}
