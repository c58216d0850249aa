import Planning
import Resources

/// Items that are made anew: deleted before the first item of the step is written, what stands on others first, each held
/// against its precondition as any deletion is.
extension Installation {
    /// Returns once all of them are gone. What an interrupted run of the same plan made anew already stays.
    func takeAwayReplaced() async throws {
        let replaced = step.changes.filter { $0.replacement != nil && !context.done.contains($0.key) }
            .sorted { ItemKey.removalOrder($0.key, $1.key) }
        guard !replaced.isEmpty else { return }
        if context.interruption.isRequested { throw WaitError.interrupted }
        try await context.recorder.replaces(replaced, at: step.resource)
        for change in replaced {
            guard let precondition = change.precondition else { continue }
            if context.interruption.isRequested { throw WaitError.interrupted }
            context.report(.stepProgress("deletes \(change.key), to make it anew"), step.address)
            try await ItemRemover(
                key: change.key, precondition: precondition, dependents: change.dependents, address: step.resource,
                context: context, deadline: deadline
            ).remove()
            // It counts as made anew once it is.
            context.work.note(.delete, of: change.key, by: step.address)
        }
    }
}
