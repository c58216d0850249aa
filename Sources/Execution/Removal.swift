import Planning
import Resources

/// Deletes the items of a step in their order and waits until they are gone.
struct Removal: Sendable {
    let step: Step
    let context: RunContext
    let deadline: Deadline

    func run() async throws {
        for change in step.changes where change.action == .delete {
            guard !context.done.contains(change.key), let precondition = change.precondition else {
                await context.recorder.removed(change.key, at: step.address)
                context.work.note(.delete, of: change.key, by: step.address)
                continue
            }
            if context.interruption.isRequested { throw WaitError.interrupted }
            try await ItemRemover(
                key: change.key, precondition: precondition, dependents: change.dependents, address: step.address,
                context: context, deadline: deadline
            ).remove()
            context.work.note(.delete, of: change.key, by: step.address)
        }
        if step.address == step.resource, step.address.application != nil {
            await context.recorder.deploymentRemoved(at: step.address)
        }
    }
}
