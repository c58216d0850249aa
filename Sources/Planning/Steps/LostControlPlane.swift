import Document
import Resources

/// Tells a control plane that somebody deleted from one that never was.
struct LostControlPlane: Sendable {
    let world: World

    /// A control plane that was there and is not any more is not made anew like any other object: its API would be empty.
    func mark(_ step: inout Step) {
        guard step.address.name == "control-plane", let workspace = step.address.workspace else { return }
        for index in step.changes.indices {
            let change = step.changes[index]
            guard change.action == .create, change.key.itemKind == TenantLocation.controlPlaneKind,
                world.observations[change.key].map(\.isBeingDeleted) ?? true, wasUp(workspace, change)
            else { continue }
            step.changes[index].action = .replace
            step.changes[index].wasRemoved = true
            (step.action, step.reason) = (
                .replace, "the control plane was deleted outside of Berth: made anew, its API is empty"
            )
        }
    }

    /// Whether a workspace had a control plane: the state says so, or its name still stands in the zone.
    private func wasUp(_ workspace: String, _ change: ItemChange) -> Bool {
        // A run that was ended half-way had the consent.
        guard world.applied(change.key)?.isBeingReplaced != true else { return false }
        let snapshot = world.snapshots[workspace]
        if case .terminating = change.precondition?.presence { return true }
        return snapshot?.items.keys.contains { $0.itemKind == change.key.itemKind || $0.place == .tenant(workspace) }
            == true || snapshot?.kubeconfig != nil
            || world.observations.values.contains {
                $0.key.place == .dns
                    && world.verdict(on: $0).address == ResourceAddress(workspace: workspace, "dns")
            }
    }
}
