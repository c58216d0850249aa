import Planning
import Resources

/// Hooks of a chart: one after the other, each of them done before the next, and taken away as their chart says.
extension Installation {
    /// Whether it runs hooks of a chart.
    var isOfHooks: Bool { step.address.hookStage != nil && step.action == .create }

    /// Takes away what an earlier run of a hook left.
    func clear(_ change: ItemChange) async throws {
        guard case .terminating(let uid)? = change.precondition?.presence else { return }
        let backend = try await context.backends.backend(for: change.key.place)
        guard let current = try await backend.read(change.key), current.uid == uid else { return }
        try await remove(change.key, uid: uid, owner: change.precondition?.owner)
    }

    /// Takes away what is not to stay of hooks that are all done, the last one first: what one of them made, the next may
    /// have needed. Around a removal nothing stays.
    func endHooks(_ created: inout [Observation]) async throws {
        for change in step.changes.reversed() where step.runsRemovalHooks || isDropped(change, .hookSucceeded) {
            guard let uid = try await present(change)?.uid else { continue }
            try await remove(change.key, uid: uid)
            created.removeAll { $0.key == change.key }
        }
        guard step.runsRemovalHooks, let chart = step.address.hookedChart else { return }
        if step.address.hookStage == .afterRemoval {
            await context.recorder.deploymentRemoved(at: chart, hooksAfterWereRun: true)
        } else if context.plan.steps.contains(where: { $0.runs && $0.address == chart }) {
            await context.recorder.removalBegan(at: chart)
        } else {
            await context.recorder.deploymentRemoved(at: chart)
        }
    }

    /// Takes away what the chart does not want to see after a failure: the hook that failed, and those that were done before
    /// it. What cannot be taken away stays; the next run of the hooks begins with it.
    func dropFailed(_ error: any Error, after succeeded: Int) async {
        // What made an install is taken back whatever the chart says.
        guard step.runsRemovalHooks, !(error is RunLockLoss), !context.interruption.isRequested else { return }
        for (index, change) in step.changes.enumerated().prefix(succeeded + 1).reversed()
        where isDropped(change, index == succeeded ? .hookFailed : .hookSucceeded) {
            guard let uid = try? await present(change)?.uid else { continue }
            try? await remove(change.key, uid: uid)
        }
    }

    /// A Pod that is a hook has to end; one that runs is not done.
    func isRunning(_ observation: Observation) -> Bool {
        isOfHooks && observation.key.kind == "Pod" && observation.key.group.isEmpty
            && observation.value["status"]?["phase"] != "Succeeded"
    }

    private func isDropped(_ change: ItemChange, _ policy: ChartHook.DeletePolicy) -> Bool {
        // A definition would take all its objects along.
        guard let item = change.item, item.key.kind != "CustomResourceDefinition" else { return false }
        return ChartHook(of: item.desired)?.deletePolicies.contains(policy) == true
    }

    /// What a hook made, as it is now; nil where it is gone, by its own time to live or by others.
    private func present(_ change: ItemChange) async throws -> Observation? {
        let found = try await context.backends.backend(for: change.key.place).read(change.key)
        return found.flatMap { context.world.verdict(on: $0).address == step.resource ? $0 : nil }
    }

    private func remove(_ key: ItemKey, uid: String, owner: ResourceAddress? = nil) async throws {
        try await ItemRemover(
            key: key, precondition: Precondition(.present(uid: uid), owner: owner ?? step.resource), dependents: [],
            address: step.address, context: context, deadline: deadline
        ).remove()
    }
}
