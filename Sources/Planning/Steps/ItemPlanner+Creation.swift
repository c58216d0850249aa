import Document
import Kubernetes
import Resources
import State

/// Plans an item that does not exist.
extension ItemPlanner {
    /// `deferral`: why it cannot be tried on the server now.
    func create(
        _ item: Item, of address: ResourceAddress, deferral: String? = nil
    ) async throws -> Outcome {
        var change = ItemChange(
            key: item.key, action: .create, item: item, precondition: Precondition(.absent), leaves: item.newLeaves)
        let recorded = world.applied(item.key)
        if FinishedJob.isDone(item, recorded: recorded) {
            change.action = .none
            change.leaves = []
            return Outcome(change: change)
        }
        // What went with the whole control plane is not listed one by one, and what Berth took back itself is not drift.
        change.wasRemoved =
            recorded?.isBeingReplaced == false && world.absentReason(of: item.key.place) == nil
            && !world.mayBeTakenBack(address)
        // Values are resolved all the same, so that an absent secret is found before anything is written.
        let resolved = try await resolve(item, nil)
        if let fault = SecretContents(item: item, body: resolved.body).fault, resolved.open.isEmpty {
            throw UnusableValue(fault)
        }
        if let reason = deferral ?? world.absentReason(of: item.key.place) {
            change.verification = .deferred(reason)
            return Outcome(change: change)
        }
        let backend = try await backends.backend(for: item.key.place)
        var outcome = Outcome(change: change)
        switch try await backend.prospect(of: item.key) {
        case .open(let note): outcome.note = note
        case .refused(let reason):
            outcome.problems = [ItemProblem(item, address).rejected(Refusal(reason))]
            return outcome
        }
        guard resolved.open.isEmpty else {
            outcome.change.verification = .deferred("it holds values that are known after apply")
            return outcome
        }
        var write = Write(key: item.key, body: resolved.body, observed: nil)
        let isProbe = item.key.namespaceKey.map(newNamespaces.contains) ?? false
        if isProbe {
            write.key.namespace = Self.probeNamespace
            write.body[["metadata", "namespace"]] = .string(Self.probeNamespace)
        }
        switch try await DryRun(by: backend, placeholders: resolved.placeholders).preview(write) {
        case .accepted(let result):
            change.verification = isProbe ? .probe : .server
            let schema = try await SchemaDefaults(ofCustom: item.key, from: backend)
            change.leaves += item.serverLeaves(body: write.body, result: result, schema: schema)
        case .unverifiable(let reason): change.verification = .deferred(reason)
        case .exists, .conflicts:
            // Before the first write it is looked at again, and the plan is stale if it is still there.
            change.verification = .deferred(
                isProbe ? "\(Self.probeNamespace) has one of that name" : "somebody made it just now")
        case .rejected(let refusal):
            if let reason = reasonToTryLater(refusal, of: item.key) {
                change.verification = .deferred(reason)
            } else {
                outcome.problems = [ItemProblem(item, address).rejected(refusal)]
            }
        }
        outcome.change = change
        return outcome
    }

    /// Exists in every cluster.
    private static let probeNamespace = "default"
}
