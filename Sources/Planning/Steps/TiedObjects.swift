import Diagnostics
import Document
import Resources

/// Finds what others tied by `ownerReferences` to objects that a plan deletes, for good or to make them anew: the cluster collects
/// it with them.
///
/// Left out is what the controllers of Kubernetes make for an owner, as pods of a Deployment, and what is told otherwise: the
/// content of namespaces and tenants that go.
struct TiedObjects: Sendable {
    let world: World
    let backends: any BackendProvider

    /// The steps with what is lost with each object that is made anew, and remarks on the others and on what cannot be told.
    func told(in steps: [Step]) async throws -> (steps: [Step], remarks: [String]) {
        let going = steps.filter(\.action.isChange).flatMap(\.changes).filter(\.takesAway)
        guard !going.isEmpty else { return (steps, []) }
        let keys = Set(going.map(\.key))
        let tenants = Set(keys.compactMap(\.servedTenant))
        let asked = going.filter { change in
            guard let namespace = change.key.namespaceKey else { return false }
            return !keys.contains(namespace) && !tenants.contains(change.key.place)
        }
        var found: [ItemKey: [ItemKey]] = [:]
        var remarks: [String] = []
        for (place, changes) in Dictionary(grouping: asked, by: \.key.place).sorted(by: { $0.key < $1.key }) {
            let namespaces = Set(changes.compactMap(\.key.namespace))
            do {
                let survey = try await backends.backend(for: place).metadata(in: namespaces)
                let owners = changes.compactMap { change in change.precondition?.uid.map { ($0, change.key) } }
                found.merge(
                    Self.collected(with: Dictionary(owners) { first, _ in first }, among: survey.observations)
                ) { first, _ in first }
                guard let kind = survey.unlisted.keys.min() else { continue }
                let rest = survey.unlisted.count - 1
                let kinds = rest > 0 ? "\(kind) and \(rest.counted("more kind"))" : "\(kind)"
                remarks.append(Self.remark(on: namespaces, at: place, "\(kinds) cannot be listed"))
            } catch {
                try Task.checkCancellation()
                remarks.append(Self.remark(on: namespaces, at: place, "\(error)"))
            }
        }
        let told = steps.map { step in
            var step = step
            for index in step.changes.indices where step.changes[index].takesAway {
                let key = step.changes[index].key
                let tied = (found[key] ?? []).filter { !keys.contains($0) }.sorted()
                guard !tied.isEmpty else { continue }
                let words = "what is tied to it by ownerReferences: \(tied.map(\.description).listed(most: 8))"
                if step.changes[index].replacement != nil {
                    step.changes[index].replacement?.losses.append(words)
                } else {
                    remarks.append("\(key) in \(key.place.description) takes along \(words)")
                }
            }
            return step
        }
        return (told, remarks)
    }

    /// What goes with each of some objects, by their uids: that of which all owners go.
    static func collected(
        with owners: [String: ItemKey], among observations: [Observation]
    ) -> [ItemKey: [ItemKey]] {
        var roots = owners
        var result: [ItemKey: [ItemKey]] = [:]
        var rest = observations.filter { !$0.owners.isEmpty && $0.uid.map { owners[$0] == nil } ?? false }
        while true {
            let gone = rest.filter { $0.owners.allSatisfy { $0["uid"]?.string.map { roots[$0] != nil } ?? false } }
            guard !gone.isEmpty else { return result }
            for object in gone {
                guard let uid = object.uid, let root = object.owners.first?["uid"]?.string.flatMap({ roots[$0] }) else {
                    continue
                }
                roots[uid] = root
                if !object.isOfController { result[root, default: []].append(object.key) }
            }
            rest.removeAll { $0.uid.map { roots[$0] != nil } ?? true }
        }
    }

    private static func remark(on namespaces: Set<String>, at place: Place, _ reason: String) -> String {
        "what is tied by ownerReferences to what goes in \(namespaces.sorted().listed(most: 3)) in \(place.description) cannot be "
            + "told in full: \(reason)"
    }
}

extension Observation {
    fileprivate var owners: [Value] { value["metadata"]?["ownerReferences"]?.array ?? [] }

    /// Whether a controller of Kubernetes made it for its owner, and makes it again for a new one.
    fileprivate var isOfController: Bool {
        owners.contains { owner in
            guard owner["controller"] == true, let kind = owner["kind"]?.string else { return false }
            // Kamaji makes all that a control plane is made of.
            return kind == TenantLocation.controlPlaneKind.kind || Self.made[kind]?.contains(key.kind) ?? false
        }
    }

    private static let made: [String: Set<String>] = [
        "Deployment": ["ReplicaSet"], "ReplicaSet": ["Pod"], "ReplicationController": ["Pod"],
        "StatefulSet": ["Pod", "ControllerRevision", "PersistentVolumeClaim"],
        "DaemonSet": ["Pod", "ControllerRevision"],
        "CronJob": ["Job"], "Job": ["Pod"], "Service": ["EndpointSlice", "Endpoints"],
    ]
}
