import Composition
import Document
import Resources
import State

/// What was seen of everything a plan is about; made by the `Observer`.
package struct World: Sendable {
    /// Whether a workspace's own API can be asked.
    package enum Tenant: Sendable, Hashable {
        /// It does not exist yet, or is on its way, with what it waits for.
        case absent(String)
        case reachable(TenantAccess, readyNodes: Int)
        /// It should answer and does not.
        case unreachable(String)
    }

    package var observations: [ItemKey: Observation] = [:]
    /// The places that did not answer, with the reason.
    package var unreachable: [Place: String] = [:]
    package var tenants: [String: Tenant] = [:]
    /// What was recorded last, by group.
    package let snapshots: [String: Snapshot]
    private let recorded: [ItemKey: Snapshot.RecordedItem]

    package init(snapshots: [String: Snapshot]) {
        self.snapshots = snapshots
        recorded = snapshots.values.reduce(into: [:]) { $0.merge($1.items) { first, _ in first } }
    }

    /// The reason why a place cannot be asked; nil where it can, or does not exist yet.
    package func silence(of place: Place) -> String? {
        if case .tenant(let id) = place, case .unreachable(let reason) = tenants[id] { return reason }
        return unreachable[place]
    }

    /// Why nothing can exist at a place yet; nil where it can be asked.
    package func absence(of place: Place) -> String? {
        guard case .tenant(let id) = place else { return nil }
        switch tenants[id] {
        case .absent(let reason): return reason
        case nil: return "the control plane does not exist yet"
        default: return nil
        }
    }

    /// The value of a reference as the world has it now; nil where it is not known yet.
    package func output(_ reference: Reference) -> Value? {
        guard let workspace = reference.address.workspace else { return nil }
        switch (reference.address.name, reference.output) {
        case ("network", let output):
            let network = observations.values.first { $0.address == reference.address }
            return output == "id" ? network?.uid.map(Value.string) : network?.value["metadata"]?["name"]
        case ("kubeconfig", "address"):
            if case .reachable(let access, _) = tenants[workspace] { return .string(access.address) }
            // A tenant that does not answer has the address that its control plane was given.
            let plane = observations.values.first {
                $0.key.kind == "TenantControlPlane" && $0.address?.workspace == workspace
            }
            let endpoint = plane?.value["status"]?["controlPlaneEndpoint"]?.string
            return endpoint.flatMap { $0.split(separator: ":").first }.map { .string(String($0)) }
        default: return nil
        }
    }

    /// What Berth recorded of an item when it applied it last.
    package func applied(_ key: ItemKey) -> Snapshot.RecordedItem? { recorded[key] }
}
