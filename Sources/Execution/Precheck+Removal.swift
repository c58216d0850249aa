import Planning
import Resources

/// What a plan takes away and the state forgets: nothing may be left behind that nobody knows of.
extension Precheck {
    /// When a whole workspace is destroyed its state is forgotten: nothing of it may be left then that the plan does not
    /// take away.
    func checkWhole(_ result: inout Result) {
        let destroyed = plan.destroyedGroups
        guard !destroyed.isEmpty else { return }
        let groups = Set(
            plan.stepsByGroup.filter { destroyed.contains($0.key) && $0.value.allSatisfy(\.runs) }.keys)
        let deleted = Set(plan.steps.flatMap(\.changes).map(\.key))
        for observation in world.observations.values.sorted(by: { $0.key < $1.key }) {
            if case .tenant = observation.key.place { continue }
            let verdict = world.verdict(on: observation)
            guard let address = verdict.address, groups.contains(address.group), verdict.allowsDeletion,
                !deleted.contains(observation.key)
            else { continue }
            result.differences.append(
                .init(
                    address: address, item: observation.key,
                    message: "it would be left behind, and the plan does not say so"))
        }
    }

    /// What the state is to forget must be gone, and known to be.
    func checkVanished(_ result: inout Result) {
        for group in plan.groups {
            let gone = Set(world.vanished(of: group.name, world.wanted))
            let recorded = world.snapshots[group.name]?.items ?? [:]
            for key in group.vanished.sorted() where !gone.contains(key) {
                // A run of this plan that was killed may have made the state forget it already.
                guard let address = recorded[key]?.address, !isInLostTenant(key) else { continue }
                result.differences.append(
                    .init(
                        address: address, item: key,
                        message: "the state would forget it, and it is not known to be gone"))
            }
        }
    }

    /// Whether an item lay in a tenant that is gone: a run of this plan that was killed may have taken it away.
    private func isInLostTenant(_ key: ItemKey) -> Bool {
        guard case .tenant(let workspace) = key.place, case .absent? = world.tenants[workspace] else { return false }
        return true
    }

    /// What costs money in a tenant must be taken away by the plan before the control plane, whoever's it is.
    func checkBilled(_ result: inout Result) async throws {
        let deleted = plan.steps.filter(\.runs).flatMap(\.changes).filter(\.takesAway).map(\.key)
        let known = Set(deleted)
        for step in plan.steps where step.runs {
            for key in step.changes.filter(\.takesAway).map(\.key) where key.servedTenant != nil {
                func stale(_ item: ItemKey, _ message: String) {
                    result.differences.append(.init(address: step.address, item: item, message: message))
                }
                do {
                    for billed in try await world.billed(in: key.name, by: backends)
                    where !known.contains(billed.key) && !(billed.provisionedFor.map(known.contains) ?? false) {
                        stale(billed.key, "it costs money and would be left behind, and the plan does not say so")
                    }
                } catch {
                    try Task.checkCancellation()
                    guard !plan.consents.contains(.cascade) else { continue }
                    stale(key, "what costs money in the tenant cannot be told: \(error)")
                }
            }
        }
    }
}
