import Planning
import Resources

/// Deletes the items of a step in their order and waits until they are gone.
struct Removal: Sendable {
    let step: Step
    let context: RunContext
    let deadline: Deadline

    /// Says whether something was left to delete, by `done` or `alreadyDone`.
    func run() async throws -> StepOutcome {
        var hasDeleted = step.changes.isEmpty
        for change in step.changes where change.action == .delete {
            guard !context.done.contains(change.key), let precondition = change.precondition else {
                await context.recorder.removed(change.key, at: step.address)
                continue
            }
            if context.interruption.isRequested { throw WaitError.interrupted }
            try await ItemRemover(
                key: change.key, precondition: precondition, dependents: change.dependents, address: step.address,
                context: context, deadline: deadline
            ).remove()
            hasDeleted = true
            context.work.note(.delete, of: change.key, by: step.address)
        }
        if step.address == step.resource, step.address.application != nil {
            await context.recorder.deploymentRemoved(at: step.address)
        }
        return hasDeleted ? .done : .alreadyDone
    }
}
