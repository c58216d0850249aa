import Planning
import Resources

/// Deletes one item: reads it, holds it against the precondition, deletes exactly what was read, and waits until it and what
/// goes with it are gone.
struct ItemRemover: Sendable {
    let key: ItemKey
    /// What must still hold; the uid alone for what this very run created.
    let precondition: Precondition
    let dependents: [ItemKey]
    let address: ResourceAddress
    let context: RunContext
    let deadline: Deadline

    func remove() async throws {
        let backend = try await context.backends.backend(for: key.place)
        let attempts = Attempts(context: context, address: address, deadline: deadline)
        try await attempts.run { _ in
            guard let current = try await backend.read(key) else { return }
            try check(current)
            if let tenant = key.servedTenant {
                try await checkBilled(in: tenant)
            } else {
                try await checkContents(backend)
            }
            try context.checkStillHeld()
            _ = try await deadline.bound { try await backend.delete(current) }
        }
        // Another object of the name is not the one that was meant.
        try await departure.wait(for: key, uid: precondition.uid, backend)
        for dependent in dependents { try await departure.wait(for: dependent, backend) }
        await context.recorder.removed(key, at: address)
    }

    private var departure: Departure { Departure(address: address, context: context, deadline: deadline) }

    private func check(_ current: Observation) throws {
        let violations = precondition.violations(
            by: current, verdict: context.world.verdict(on: current), isRemoval: true)
        guard let first = violations.first else { return }
        throw Installation.Failure(description: "\(key) is not deleted, since it is not as the plan saw it: \(first)")
    }

    /// Whatever would go along must have been shown, or be deleted by the plan itself, and be Berth's unless the operator
    /// agreed: so the undo of one install never takes what another made.
    private func checkContents(_ backend: any Backend) async throws {
        let contents: [Observation]
        do {
            contents = key.holdsOthers ? try await backend.contents(of: [key])[key] ?? [] : []
        } catch {
            try checkBlindConsent(error)
            return
        }
        guard !contents.isEmpty else { return }
        let deleted = context.deletedKeys
        let unseen = precondition.violations(byContents: contents.map(\.key).filter { !deleted.contains($0) })
        if let first = unseen.first { throw Installation.Failure(description: "\(key) is not deleted: \(first)") }
        let companions = contents.filter { !deleted.contains($0.key) }
        if let reason = companions.lazy.compactMap({ context.protection($0, context.world) }).first {
            throw Installation.Failure(description: "\(key) is not deleted: \(reason)")
        }
        let others = contents.filter { !context.world.verdict(on: $0).allowsDeletion }
        guard !others.isEmpty else { return }
        guard context.plan.consents.contains(.cascade) else {
            throw Installation.Failure(
                description: "\(key) is not deleted: it holds what Berth did not make, and nobody agreed to that")
        }
    }

    /// What costs money in a tenant goes before its control plane, whoever's it is: nothing of it may be left.
    private func checkBilled(in tenant: Place) async throws {
        let billed: [Observation]
        do {
            billed = try await context.world.billed(in: key.name, by: context.backends)
        } catch let error as World.UnansweredTenant {
            let failure = Installation.Failure(
                description: "what is in the tenant \(key.name) cannot be told: \(error)")
            return try checkBlindConsent(failure)
        } catch {
            return try checkBlindConsent(error)
        }
        let deleted = context.deletedKeys
        // A volume goes by itself once its claim is gone, as long as there is a control plane to say so.
        let going = billed.filter { $0.provisionedFor.map(deleted.contains) ?? false }
        let left = Set(billed.map(\.key)).subtracting(going.map(\.key))
        guard left.isEmpty else {
            throw Installation.Failure(
                description: "\(key) is not deleted: what costs money would outlive it: "
                    + left.sorted().map(\.description).joined(separator: ", "))
        }
        guard !going.isEmpty else { return }
        let backend = try await context.backends.backend(for: tenant)
        for volume in going { try await departure.wait(for: volume.key, backend) }
    }

    /// Throws why it cannot be told what goes along, unless the operator agreed to whatever that is.
    private func checkBlindConsent(_ error: any Error) throws {
        if let error = error as? any TransientError, error.isTransient { throw error }
        guard context.plan.consents.contains(.cascade) else { throw error }
    }
}
