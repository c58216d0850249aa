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

    /// An item that can never become ready.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    func run() async throws -> StepOutcome {
        if let deployment = step.deployment {
            await context.recorder.deployment(deployment, at: step.address, .installing)
        }
        var created: [Observation] = []
        var hasWritten = false
        do {
            for change in step.changes {
                hasWritten = try await write(change, &created) || hasWritten
                if change.key.isFoundation { try await waitUntilReady(change.key) }
            }
            for change in step.changes { try await waitUntilReady(change.key) }
        } catch {
            try await fail(error, created)
        }
        if let deployment = step.deployment {
            await context.recorder.deployment(deployment, at: step.address, .installed)
        }
        return hasWritten ? .done : .alreadyDone
    }

    /// Writes one item; false where nothing had to be written.
    private func write(_ change: ItemChange, _ created: inout [Observation]) async throws -> Bool {
        guard change.action == .create || change.action == .update, let item = change.item else { return false }
        let seen = context.world.observations[change.key]
        guard !context.done.contains(change.key) else {
            await context.recorder.applied(change, uid: seen?.uid, at: step.address)
            return false
        }
        if context.interruption.isRequested { throw WaitError.interrupted }
        let backend = try await context.backends.backend(for: change.key.place)
        try await context.secrets.prepare(item, observed: seen)
        if change.action == .create, let uid = change.seen?.uid { try await waitUntilGone(change.key, uid, backend) }
        let attempts = Attempts(context: context, address: step.address, deadline: deadline)
        let result = try await attempts.run { attempt in
            let resolved = try await context.resolver.resolve(item, observed: seen)
            if let open = resolved.open.min() {
                throw Failure(description: "the value of \(open) in \(change.key) is not known")
            }
            if attempt > 1, change.action == .create, let made = try await made(change, resolved.body, backend) {
                return made
            }
            let write = Write(
                key: change.key, body: resolved.body, observed: change.action == .update ? seen : nil,
                forced: change.forced)
            try await verify(write, change, backend)
            return try await deadline.bound { try await backend.apply(write) }
        }
        if change.action == .create { created.append(result) }
        await context.recorder.applied(change, uid: result.uid, at: step.address)
        if step.kind == .network, let uid = result.uid {
            context.outputs.set(.string(uid), of: Reference(step.address, "id"))
        }
        return true
    }

    /// Tries what could not be tried when the plan was made.
    private func verify(_ write: Write, _ change: ItemChange, _ backend: any Backend) async throws {
        guard case .deferred = change.verification else { return }
        switch try await backend.preview(write) {
        case .accepted, .unverifiable: return
        case .rejected(let reason): throw Failure(description: "\(change.key) is refused: \(reason)")
        case .conflicts(let conflicts):
            let fields = conflicts.map { "\($0.path) (\($0.manager))" }.joined(separator: ", ")
            throw Failure(description: "others own \(fields) of \(change.key), which the plan did not know; plan again")
        }
    }

    /// What a lost answer had created: the item exists, carries the mark of this step and is as wanted.
    private func made(_ change: ItemChange, _ body: Value, _ backend: any Backend) async throws -> Observation? {
        let found = try await backend.observe(kinds: [], named: [change.key]).first { $0.key == change.key }
        guard let item = change.item, let found, found.address == step.address else { return nil }
        let differ = Differ(item: item, body: body, observation: found, applied: nil)
        return try await differ.isAsWanted(by: backend) ? found : nil
    }

    private func waitUntilGone(_ key: ItemKey, _ uid: String, _ backend: any Backend) async throws {
        try await deadline.wait { _ = try await backend.wait(for: key) { $0?.uid != uid } }
    }

    private func waitUntilReady(_ key: ItemKey) async throws {
        let backend = try await context.backends.backend(for: key.place)
        let progress = Progress(context: context, address: step.address)
        do {
            try await deadline.wait {
                _ = try await backend.wait(for: key) { observation in
                    guard let observation else { throw Failure(description: "\(key) was deleted by somebody") }
                    switch backend.condition(of: observation) {
                    case .ready: return true
                    case .inProgress(let reason):
                        progress.tell("\(key): \(reason)")
                        return false
                    case .terminating: throw Failure(description: "\(key) is being deleted by somebody")
                    case .failed(let reason): throw Failure(description: "\(key) failed: \(reason)")
                    }
                }
            }
        } catch WaitError.interrupted {
            throw WaitError.interrupted
        } catch let error as WaitError {
            throw Failure(description: "\(key) is \(error)\(progress.last.map { "; last seen: \($0)" } ?? "")")
        }
    }

    /// Takes away, in reverse order, exactly what this install created, and throws the error that made it fail.
    private func fail(_ error: any Error, _ created: [Observation]) async throws -> Never {
        // What is interrupted stays as it is, on its way; the next run goes on with it.
        if case WaitError.interrupted = error { throw error }
        guard let deployment = step.deployment else { throw error }
        await context.recorder.deployment(deployment, at: step.address, .failed, error: "\(error)")
        guard !context.interruption.isRequested else { throw error }
        let created = try await withLostAnswers(created)
        guard !created.isEmpty else { throw error }
        context.report(.undoStarted, step.address)
        let undo = Deadline(after: .seconds(120), interruption: context.interruption)
        var left: [String] = []
        for observation in created.reversed() {
            do {
                try await Removal.remove(observation, dependents: [], context: context, at: step.address, undo)
            } catch {
                left.append("\(observation.key) (\(error))")
            }
        }
        let rest = left.isEmpty ? "" : "; not removed again: \(left.joined(separator: ", "))"
        throw Failure(description: "\(error)\(rest)")
    }

    /// What was created, in the order of the install, with items of which the answer did not arrive: they were absent before
    /// the run, and carry the mark of this step.
    private func withLostAnswers(_ created: [Observation]) async throws -> [Observation] {
        var result: [Observation] = []
        for change in step.changes where change.action == .create && !context.done.contains(change.key) {
            if let known = created.first(where: { $0.key == change.key }) {
                result.append(known)
            } else if context.world.observations[change.key] == nil {
                let backend = try await context.backends.backend(for: change.key.place)
                let found = try await backend.observe(kinds: [], named: [change.key]).first { $0.key == change.key }
                if let found, found.address == step.address { result.append(found) }
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
