import Planning
import Resources

/// Deletes the items of a step in their order and waits until they are gone.
struct Removal: Sendable {
    let step: Step
    let context: RunContext
    let deadline: Deadline

    func run() async throws {
        for change in step.changes where change.action == .delete {
            guard !context.done.contains(change.key), let seen = context.world.observations[change.key] else {
                await context.recorder.removed(change.key, at: step.address)
                continue
            }
            if context.interruption.isRequested { throw WaitError.interrupted }
            try await Self.remove(
                seen, dependents: change.dependents, context: context, at: step.address, deadline)
        }
        if step.deployment != nil || step.address.application != nil {
            await context.recorder.deploymentRemoved(at: step.address)
        }
    }

    /// Deletes one item and waits until it and what goes with it are gone.
    static func remove(
        _ observation: Observation, dependents: [ItemKey], context: RunContext, at address: ResourceAddress,
        _ deadline: Deadline
    ) async throws {
        let key = observation.key
        let backend = try await context.backends.backend(for: key.place)
        let progress = Progress(context: context, address: address)
        _ = try await Attempts(context: context, address: address, deadline: deadline).run { _ in
            try await deadline.bound { try await backend.delete(observation) }
        }
        for gone in [key] + dependents {
            do {
                try await deadline.wait {
                    _ = try await backend.wait(for: gone) { current in
                        // Another object of the name is none of ours.
                        let isGone = current == nil || (gone == key && current?.uid != observation.uid)
                        if !isGone { progress.tell("waits until \(gone) is gone") }
                        return isGone
                    }
                }
            } catch WaitError.interrupted {
                throw WaitError.interrupted
            } catch let error as WaitError {
                throw Installation.Failure(description: "\(gone) is still there: \(error)")
            }
        }
        await context.recorder.removed(key, at: address)
    }
}
