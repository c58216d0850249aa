import Document
import Kubernetes
import Planning
import Resources
import Synchronization

/// Writes one item as the plan says: reads it, holds it against the precondition, writes it fenced by what was read, and holds
/// the answer against what was approved.
struct ItemWriter: Sendable {
    let change: ItemChange
    let item: Item
    let step: Step
    let context: RunContext
    let deadline: Deadline

    /// The server makes, or made, something else of an item than was approved: a new plan shows what.
    struct NotApproved: Error, CustomStringConvertible {
        var description: String
        /// The item that was written all the same; nil where the server was only asked.
        var written: Observation?
    }

    /// The item as it is afterwards.
    func write() async throws -> Observation {
        let backend = try await context.backends.backend(for: change.key.place)
        if case .terminating(let uid)? = change.precondition?.presence {
            try await Departure(address: step.address, context: context, deadline: deadline)
                .wait(for: change.key, uid: uid, backend)
        }
        let attempts = Attempts(context: context, address: step.address, deadline: deadline)
        let before = Mutex<Observation?>(nil)
        return try await attempts.run { attempt in
            let current = attempt == 1 && learnsAbsenceFromDryRun ? nil : try await backend.read(change.key)
            try await context.secrets.prepare(item, observed: current)
            let resolved = try await context.resolver.resolve(item, observed: current)
            if let open = resolved.open.min() {
                throw Installation.Failure(description: "the value of \(open) in \(change.key) is not known")
            }
            let schema = try await SchemaDefaults(ofCustom: change.key, from: backend)
            let approval = Approval(item: item, body: resolved.body, leaves: change.leaves, schema: schema)
            let answered = { (answer: Observation, before: Observation?) in
                try approve(
                    approval, answer.value, over: before, "the server answered otherwise than was approved",
                    written: answer)
            }
            if attempt == 1 { before.withLock { $0 = current } }
            // An attempt whose answer was lost may have done it.
            if attempt > 1, let current,
                try await isDone(current, resolved, DryRun(by: backend, placeholders: resolved.placeholders))
            {
                try answered(current, before.withLock(\.self))
                return current
            }
            try check(current, resolved.body)
            try await checkOrder(current, resolved, backend)
            let planned = Write(
                key: change.key, body: resolved.body, observed: change.action == .update ? current : nil,
                forced: change.forced, reclaimed: change.reclaimed, adopts: change.precondition?.adopted != nil)
            let write = try await verified(planned, over: current, backend, approval)
            try context.checkStillHeld()
            let result = try await deadline.bound { try await backend.apply(write) }
            try answered(result, current)
            return result
        }
    }

    /// Whether the server is asked directly before the write what it makes of it.
    private var isTriedAnew: Bool {
        switch change.verification {
        // What was tried elsewhere may be admitted otherwise in its own namespace.
        case .deferred, .probe: true
        case .server, .none: false
        }
    }

    /// Whether that answer says as well whether the item, which must be absent, is there, and nothing else depends on it.
    private var learnsAbsenceFromDryRun: Bool {
        change.action == .create && change.precondition?.presence == .absent && item.insertions.isEmpty && isTriedAnew
    }

    /// What must still hold, directly before the write.
    private func check(_ current: Observation?, _ body: Value) throws {
        let violations =
            change.precondition?.violations(
                by: current, verdict: current.map { context.world.verdict(on: $0) }, wanted: body) ?? []
        guard let first = violations.first else { return }
        throw Installation.Failure(description: "\(change.key) is not as the plan saw it: \(first); plan again")
    }

    /// Whether the lists of an item still stand as the plan saw them: what is looked at leaf by leaf says nothing of their order.
    private func checkOrder(
        _ current: Observation?, _ resolved: InsertionResolver.Resolved, _ backend: any Backend
    ) async throws {
        guard change.action == .update, let current else { return }
        let differ = Differ(
            item: item, body: resolved.body, observation: current, applied: nil, adopted: change.precondition?.adopted)
        guard !differ.comparison.rearranged.isEmpty else { return }
        let dryRun = DryRun(by: backend, placeholders: resolved.placeholders)
        guard let path = try await differ.contradiction(of: change, by: dryRun) else { return }
        throw Installation.Failure(
            description: "\(change.key) is not as the plan saw it: the order of \(path) changed; plan again")
    }

    /// Tries what could not be tried when the plan was made, and holds it against what was approved. The write as it is to be
    /// carried out.
    private func verified(
        _ planned: Write, over current: Observation?, _ backend: any Backend, _ approval: Approval
    ) async throws -> Write {
        guard isTriedAnew else { return planned }
        switch try await backend.preview(planned) {
        case .unverifiable: return planned
        case .accepted(let result):
            try approve(approval, result, over: current, "the server would make something else of it")
            var write = planned
            write.wasAbsentInDryRun = planned.observed == nil
            return write
        case .exists:
            try check(try await backend.read(change.key), planned.body)
            throw Installation.Failure(description: "\(change.key) exists by now; plan again")
        case .rejected(let reason): throw Installation.Failure(description: "\(change.key) is refused: \(reason)")
        case .conflicts(let conflicts):
            let fields = conflicts.map { "\($0.path) (\($0.manager))" }.joined(separator: ", ")
            throw Installation.Failure(
                description: "others own \(fields) of \(change.key), which the plan did not know; plan again")
        }
    }

    /// Holds what the server makes of a write against what was approved.
    private func approve(
        _ approval: Approval, _ result: Value, over current: Observation?, _ what: String, written: Observation? = nil
    ) throws {
        let before = change.action == .update ? current?.value : nil
        let differences = approval.differences(from: before, to: result)
        guard !differences.isEmpty else { return }
        let shown = differences.prefix(5).map { "\($0)" }.joined(separator: "; ")
        let rest = differences.count > 5 ? "; and \(differences.count - 5) more" : ""
        throw NotApproved(description: "\(change.key): \(what): \(shown)\(rest); plan again", written: written)
    }

    private func isDone(
        _ current: Observation, _ resolved: InsertionResolver.Resolved, _ dryRun: DryRun
    ) async throws -> Bool {
        guard context.world.verdict(on: current).address == step.resource, !current.isBeingDeleted else { return false }
        let differ = Differ(item: item, body: resolved.body, observation: current, applied: nil)
        return try await differ.isAsWanted(by: dryRun)
    }
}
