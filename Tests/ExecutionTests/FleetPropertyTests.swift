import Diagnostics
import Document
import Foundation
import Planning
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Execution

/// Random fleets, random changes by others, random losses: what must hold whatever happens.
///
/// `BERTH_FLEET_SEEDS` sets how many seeds are tried, `BERTH_FLEET_SEED` the first of them.
struct FleetPropertyTests {
    /// What a round came to.
    private enum Outcome: Equatable {
        case applied, refused
    }

    /// One fleet through several rounds.
    private struct Trial {
        let seed: UInt64
        let fixture: RunFixture
        var fleet: RandomFleet
        var meddler = RandomMeddler()
        var snapshots: [String: Snapshot] = [:]

        init(seed: UInt64) async throws {
            self.seed = seed
            fixture = try await RunFixture(isFaithful: true)
            fleet = RandomFleet(seed: seed)
        }

        func planner(_ specification: SpecificationSet) throws -> Planner {
            Planner(
                specification: specification, backends: fixture.world, secrets: FixedSecrets(), snapshots: snapshots,
                // Storing kubeconfigs needs a key to encrypt for.
                options: .init(
                    forcesConflicts: true, consents: [.massDeletion],
                    scope: PlanScope(exclusions: fleet.names.map { "\($0)/kubeconfig-store" })))
        }

        /// Plans and carries out what a round wants, and holds the invariants against it.
        mutating func round() async throws -> Outcome {
            let specification = fleet.specification
            let plan = try await planner(specification).plan()
            #expect(try await planner(specification).plan().file == plan.file, "seed \(seed): other bytes")
            // Of what is settled a file keeps the digest alone.
            #expect(try Plan(file: plan.file).file == plan.file, "seed \(seed)")
            guard plan.problems.isEmpty else { return .refused }
            let audit = PlanAudit(specification, snapshots: snapshots)
            do {
                try audit.check(plan)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return .refused
            }
            let foreign = self.foreign
            let result = try await fixture.run(
                plan, secrets: FixedSecrets(), snapshots: snapshots, refusals: audit.refusals)
            #expect(self.foreign == foreign, "seed \(seed): something of others was touched")
            try await readSnapshots()
            guard result.status == .applied else {
                Issue.record(
                    "seed \(seed): \(result.outcomes.filter { if case .failed = $0.value { true } else { false } })")
                return .refused
            }
            try await again(plan, specification, audit)
            return .applied
        }

        /// A second plan is empty, and the same plan writes nothing more.
        private func again(_ plan: Plan, _ specification: SpecificationSet, _ audit: PlanAudit) async throws {
            let second = try await planner(specification).plan()
            let left = second.steps.filter(\.action.isChange)
            // What a new control plane makes possible comes with the next plan: deferred things, the record of kinds.
            #expect(
                left.isEmpty && second.problems.isEmpty,
                "seed \(seed): \(left.map { "\($0.address) \($0.action) \($0.reason) \($0.changes.flatMap(\.leaves).map(\.path))" }) \(second.problems)"
            )
            // The lock refuses a plan that was carried out; without one the items themselves are as the plan wants them. A
            // record of kinds that is widened first and narrowed last goes that way once more.
            let count = fixture.world.log.count
            do {
                _ = try await fixture.run(plan, secrets: FixedSecrets(), snapshots: snapshots, refusals: audit.refusals)
            } catch is StalePlanError {}
            let records = Set(fleet.names.map { "update k8s-w-\($0)" })
            #expect(
                fixture.world.log.dropFirst(count).allSatisfy(records.contains), "seed \(seed): carried out twice")
        }

        var foreign: [Observation] {
            fixture.world.items.filter { $0.uid?.hasPrefix("foreign-") == true }
        }

        mutating func readSnapshots() async throws {
            var read: [String: Snapshot] = [:]
            for group in fleet.names + ["cluster/m"] {
                if let snapshot = try await fixture.snapshot(group) { read[group] = snapshot }
            }
            snapshots = read
        }

        /// What happens between two rounds.
        mutating func disturb() {
            fleet.change()
            meddler.meddle(with: fixture.world, &fleet.random)
            if fleet.random.chance(25) { snapshots = [:] }
        }
    }

    private static func number(_ name: String, _ preset: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } ?? preset
    }

    @Test func nothingOfOthersIsTouchedAndEveryPlanConverges() async throws {
        let first = Self.number("BERTH_FLEET_SEED", 1)
        let seeds = first..<(first + Self.number("BERTH_FLEET_SEEDS", 10))
        let outcomes = await withTaskGroup { group in
            for seed in seeds { group.addTask { await Self.outcomes(of: seed) } }
            return await group.reduce(into: [Outcome]()) { $0 += $1 }
        }
        let applied = outcomes.count { $0 == .applied }
        #expect(applied * 2 > outcomes.count, "only \(applied) of \(outcomes.count) rounds were applied")
        print("\(applied) of \(outcomes.count) random rounds were applied")
    }

    /// Four rounds of one fleet, disturbed in between.
    private static func outcomes(of seed: UInt64) async -> [Outcome] {
        var outcomes: [Outcome] = []
        do {
            var trial = try await Trial(seed: seed)
            for _ in 0..<4 {
                do {
                    outcomes.append(try await trial.round())
                } catch {
                    Issue.record("seed \(seed): \(error)")
                }
                trial.disturb()
            }
        } catch {
            Issue.record("seed \(seed): \(error)")
        }
        return outcomes
    }
}
