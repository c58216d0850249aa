import Document
import Planning
import Resources
import State

/// Writes the items of a step in their order and waits until they are ready; what a failed install of an application created
/// is taken away again.
struct Installation: Sendable {
    let step: Step
    let context: RunContext
    let deadline: Deadline

    /// What cannot be done, or can never become ready.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What the item itself says will never become ready, before it is looked up why.
    private struct FinalFailure: Error {
        var description: String
    }

    func run() async throws -> StepOutcome {
        // What only waits to be ready was installed before.
        let deployment = step.action.isChange ? step.deployment : nil
        if let deployment { await context.recorder.deployment(deployment, at: step.address, .installing) }
        var created: [Observation] = []
        var hasWritten = false
        var succeeded = 0
        var unready: [ItemChange] = []
        do {
            try await takeAwayReplaced()
            for change in step.changes {
                if isOfHooks { try await clear(change) }
                let answer = try await write(change, &created)
                hasWritten = hasWritten || answer != nil
                if isOfHooks {
                    try await waitUntilReady(change)
                } else if try await !isReady(by: answer) {
                    // The items behind it may need it.
                    if change.key.isFoundation { try await waitUntilReady(change) } else { unready.append(change) }
                }
                succeeded += 1
            }
            if isOfHooks { try await endHooks(&created) }
            try await waitUntilReady(unready)
        } catch {
            if isOfHooks { await dropFailed(error, after: succeeded) }
            try await fail(error, created)
        }
        if let deployment {
            await context.recorder.deployment(deployment, at: step.address, .installed)
            await context.recorder.moved(from: step.formerly, to: step.address)
        }
        return hasWritten || step.action == .wait ? .done : .alreadyDone
    }

    /// Writes one item, and gives it as it is then; nil where nothing had to be written.
    private func write(_ change: ItemChange, _ created: inout [Observation]) async throws -> Observation? {
        guard change.action.isChange, change.action != .delete, let item = change.item else { return nil }
        let isBegun = context.begun.contains(change.key) && !step.retiresNames
        guard !context.done.contains(change.key), !isBegun else {
            await context.recorder.applied(
                change, uid: context.world.observations[change.key]?.uid, at: step.resource)
            context.work.note(change.action, of: change.key, by: step.address)
            return nil
        }
        if context.interruption.isRequested { throw WaitError.interrupted }
        if step.upgradeVersion != nil {
            let backend = try await context.backends.backend(for: change.key.place)
            if step.isPassed(by: try await backend.read(change.key)) { return nil }
        }
        let result: Observation
        do {
            result = try await ItemWriter(
                change: change.remade, item: item, step: step, context: context, deadline: deadline
            ).write()
        } catch let error as ItemWriter.NotApproved {
            // What stands is on record by its uid: the server may have kept its marks out.
            if let uid = error.written?.uid {
                await context.recorder.applied(change, uid: uid, at: step.resource)
                context.work.note(change.action, of: change.key, by: step.address)
            }
            throw error
        }
        context.work.note(change.action, of: change.key, by: step.address)
        // What was there before stays, also where the new one does not get ready: there is nothing to go back to.
        if change.action != .update, change.replacement == nil { created.append(result) }
        await context.recorder.applied(change, uid: result.uid, at: step.resource)
        if step.kind == .network, let uid = result.uid {
            context.outputs.set(.string(uid), of: Reference(step.address, "id"))
        }
        return result
    }

    /// Whether the answer to a write shows that there is nothing to wait for.
    ///
    /// Only built-in kinds say so at once: a custom object begins without a status, which reads ready until its controller
    /// has looked at it.
    private func isReady(by answer: Observation?) async throws -> Bool {
        guard let answer, answer.key.isKubernetes, answer.key.itemKind.isBuiltIn else { return false }
        return try await context.backends.backend(for: answer.key.place).condition(of: answer) == .ready
    }

    /// Waits for all at once: the first that fails ends it, however long the others would take.
    private func waitUntilReady(_ changes: [ItemChange]) async throws {
        guard changes.count > 1 else {
            for change in changes { try await waitUntilReady(change) }
            return
        }
        try await context.slots.whileWaiting {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for change in changes { group.addTask { try await waitUntilReady(change, isBeside: true) } }
                for try await () in group {}
            }
        }
    }

    /// `isBeside`: the step has given its slot back already.
    private func waitUntilReady(_ change: ItemChange, isBeside: Bool = false) async throws {
        let deadline = isBeside ? deadline.withoutSlots : deadline
        // A Job that is done and was removed by its TTL does not come back.
        if change.action == .none, change.precondition?.presence == .absent { return }
        let key = change.key
        let backend = try await context.backends.backend(for: key.place)
        let progress = Progress(context: context, address: step.address)
        let expires = change.item?.desired["spec"]?["ttlSecondsAfterFinished"] != nil && key.kind == "Job"
        do {
            try await deadline.wait {
                _ = try await backend.wait(for: key) { observation in
                    guard let observation else {
                        if expires { return true }
                        throw Failure(description: "\(key) was deleted by somebody")
                    }
                    switch backend.condition(of: observation) {
                    case .ready: return !isRunning(observation)
                    case .inProgress(let reason):
                        progress.tell("\(key): \(reason)")
                        return false
                    case .terminating:
                        if expires { return true }
                        throw Failure(description: "\(key) is being deleted by somebody")
                    case .failed(let reason): throw FinalFailure(description: "\(key) failed: \(reason)")
                    }
                }
            }
        } catch WaitError.interrupted {
            throw WaitError.interrupted
        } catch let error as WaitError {
            let cause = await FailureCause(key: key, backend: backend, interruption: context.interruption).words()
            throw Failure(description: "\(key) is \(error)\(progress.last.map { "; last seen: \($0)" } ?? "")\(cause)")
        } catch let error as FinalFailure {
            let cause = await FailureCause(key: key, backend: backend, interruption: context.interruption).words()
            throw Failure(description: "\(error.description)\(cause)")
        }
    }

    /// Takes away, in reverse order, exactly what this install created, and throws the error that made it fail.
    private func fail(_ error: any Error, _ created: [Observation]) async throws -> Never {
        // What is interrupted, or lost its lock, stays as it is, on its way; the next run goes on with it.
        if case WaitError.interrupted = error { throw error }
        if error is RunLockLoss { throw error }
        guard let deployment = step.deployment, step.action.isChange else { throw error }
        await context.recorder.deployment(deployment, at: step.address, .failed, error: "\(error)")
        // What stands stays: only where it does can a new plan try the rest, and show what the server makes of it.
        if error is ItemWriter.NotApproved { throw error }
        guard !context.interruption.isRequested else { throw error }
        var left: [String] = []
        let created = await withLostAnswers(created, &left)
        for observation in created { context.work.note(.create, of: observation.key, by: step.address) }
        guard !created.isEmpty || !left.isEmpty else { throw error }
        if context.keepsFailed {
            let kept = created.map(\.key.description) + left
            throw Failure(description: "\(error); kept: \(kept.joined(separator: ", "))")
        }
        context.report(.undoStarted, step.address)
        // It keeps its slot: where many fail at once, its time is not for queueing.
        let undo = Deadline(after: .seconds(120), interruption: context.interruption)
        for observation in created.reversed() {
            do {
                try await ItemRemover(
                    key: observation.key, precondition: Precondition(.present(uid: observation.uid ?? "")),
                    dependents: [], address: step.address, context: context, deadline: undo
                ).remove()
                context.work.takeBack(observation.key, by: step.address)
            } catch {
                left.append("\(observation.key) (\(error))")
            }
        }
        let rest = left.isEmpty ? "" : "; not removed again: \(left.joined(separator: ", "))"
        throw Failure(description: "\(error)\(rest)")
    }

    /// What was created, in the order of the install, with items of which the answer did not arrive: they were absent before
    /// the run, and Berth's mark of this step is on them. What cannot be looked at is noted in `left`.
    private func withLostAnswers(_ created: [Observation], _ left: inout [String]) async -> [Observation] {
        var result: [Observation] = []
        for change in step.changes where change.action == .create && !context.done.contains(change.key) {
            if let known = created.first(where: { $0.key == change.key }) {
                result.append(known)
            } else if context.world.observations[change.key] == nil {
                do {
                    let backend = try await context.backends.backend(for: change.key.place)
                    if let found = try await backend.read(change.key),
                        context.world.verdict(on: found) == .ours(step.resource, .whole)
                    {
                        result.append(found)
                    }
                } catch {
                    left.append("\(change.key) (\(error))")
                }
            }
        }
        return result
    }
}

extension ItemKey {
    /// True for what must be ready before the next item is written: a namespace, a definition of a kind.
    fileprivate var isFoundation: Bool {
        kind == "Namespace" || kind == "CustomResourceDefinition"
    }
}
