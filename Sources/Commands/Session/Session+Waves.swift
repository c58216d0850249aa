import Diagnostics
import Execution
import Kubernetes
import Planning
import Resources
import State

/// What a rollout asks before each of its waves.
extension Session {
    /// Why a wave of a plan cannot begin; nil where it can. In other shards that is told by the state, in this one by the world:
    /// what came up in an earlier wave may have broken since, be it in the pause.
    func obstacle(
        to wave: Plan.Wave, of plan: Plan, in repository: StateRepository, _ backends: any BackendProvider,
        _ secrets: any SecretSource, _ tell: @Sendable (String) -> Void
    ) async throws -> String? {
        let snapshots = try await current(of: repository, tell: tell).snapshots
        let rollout = RolloutPlanner(project.specification, snapshots)
        let elsewhere = rollout.unreadyElsewhere(before: wave, in: plan)
        guard elsewhere.isEmpty else {
            return
                "\(elsewhere.listed(most: 1)) of other shards \(elsewhere.count == 1 ? "is" : "are") not ready by the state"
        }
        let earlier = rollout.earlier(than: wave, in: plan)
        guard !earlier.isEmpty else { return nil }
        let now = try await Planner(
            specification: project.specification, backends: backends, secrets: secrets, snapshots: snapshots,
            charts: charts, options: .init(selection: .workspaces(earlier))
        ).plan()
        return now.obstacle(to: wave, since: plan).map { "\($0), of an earlier wave" }
    }

    /// When the waves before one were ready by the state, in seconds since 1970; nil where it does not say.
    func readiness(before wave: Plan.Wave, in repository: StateRepository) async throws -> Double? {
        let planner = RolloutPlanner(project.specification, snapshots)
        if let time = planner.lastInstall(before: wave).flatMap({ Timestamp($0) }) {
            return Double(time.microseconds) / 1_000_000
        }
        let earlier = planner.earlier(than: wave)
        guard wave.applications.isEmpty, !earlier.isEmpty else { return nil }
        // What is not among the newest changes was long ago.
        let last = try await repository.changes(limit: 200).first { !earlier.isDisjoint(with: $0.groups) }
        return last.map { Double($0.commit.note.time) }
    }
}
