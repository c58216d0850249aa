import Document
import Kubernetes
import Resources

/// Who owns which fields of an object, by the server's record (`metadata.managedFields`), as the planner asks it.
package struct FieldOwnership: Sendable {
    private let record: ManagedFields
    /// What Berth applied and still owns.
    package let own: FieldSet
    /// The version that Berth applied last in, as `apps/v1`; nil where it applied nothing, or in several.
    package let version: String?
    /// Every field that anybody owns: tells associative lists and sets from atomic ones without a schema.
    package let structure: FieldSet

    /// Reads the record of an object. One that cannot be read says nothing; doubt then goes to a dry run.
    package init(of object: Value, manager: String = Item.Mark.manager) {
        record = (try? ManagedFields(of: object)) ?? ManagedFields(entries: [])
        own = record.applied(by: manager)
        let versions = Set(
            record.entries.filter { $0.manager == manager && $0.operation == .apply && $0.subresource == nil }
                .map(\.apiVersion))
        version = versions.count == 1 ? versions.first : nil
        structure = record.entries.reduce(FieldSet()) { $0.union($1.fields) }
    }

    /// The managers that own a path or the list or map around it as a whole, sorted.
    package func managers(of path: Path) -> [String] {
        Set(owners(of: path).map(\.manager)).sorted()
    }

    /// The leaves that each manager owns and Berth does not, without those who complete every object by themselves, and without
    /// what is kept of its status.
    var leavesOfOthers: [String: Set<Path>] {
        let own = record.entries.filter { $0.manager == Item.Mark.manager }
            .reduce(FieldSet()) { $0.union($1.fields.leaves) }
        return record.entries.reduce(into: [:]) { result, entry in
            guard entry.manager != Item.Mark.manager, entry.subresource != "status",
                !Self.controllers.contains(entry.manager)
            else { return }
            result[entry.manager, default: []].formUnion(entry.fields.leaves.difference(own).paths)
        }
    }

    /// Those that complete an object by themselves, and a new one, too.
    private static let controllers: Set<String> = [
        controllerManager, "kube-scheduler", ManagedFields.beforeTheRecord,
    ]
    private static let controllerManager = "kube-controller-manager"

    /// Whether somebody other than Berth applied a path, and still owns it.
    func isApplied(_ path: Path) -> Bool {
        owners(of: path).contains { $0.operation == .apply && $0.manager != Item.Mark.manager }
    }

    /// The manager other than Berth that wrote a path last.
    package func author(of path: Path) -> LeafChange.Author? {
        owners(of: path).filter { $0.operation != .apply || $0.manager != Item.Mark.manager }
            .max { ($0.time?.microseconds ?? 0, $0.manager) < ($1.time?.microseconds ?? 0, $1.manager) }
            .map { entry in
                let way = entry.subresource.map { " (\($0))" } ?? ""
                return LeafChange.Author(manager: entry.manager + way, time: entry.time?.shortDescription)
            }
    }

    /// What was applied last and the record does not give to Berth alone where nobody else wrote it: the record was lost
    /// (a restored backup, `managedFields` cleared), or it gives it to what was there before it began.
    ///
    /// Members of maps only: what is in lists cannot be told apart without the record.
    package func lost(of applied: Value?, in object: Value) -> Set<Path> {
        guard let applied else { return [] }
        let isLost = record.entries.isEmpty || record.entries.contains { $0.manager == ManagedFields.beforeTheRecord }
        guard isLost else { return [] }
        let paths = applied.leaves.map(\.path).filter { path in
            guard path.components.count > 1, path != ["metadata", "name"], path != ["metadata", "namespace"] else {
                return false
            }
            return path.components.allSatisfy { if case .key = $0 { true } else { false } }
        }
        return Set(
            paths.filter { path in
                guard object[path] != nil else { return false }
                let owners = Set(managers(of: path))
                return owners.isEmpty || owners.contains(ManagedFields.beforeTheRecord)
            })
    }

    /// What `kubectl apply` keeps as its own in an object, maps and items of lists included: taken over with the object, as
    /// `kubectl apply --server-side` does, so that it can be removed again.
    func appliedByClient(in object: Value) -> Set<Path> {
        let fields = record.entries.filter(\.isOfClientSideApply).reduce(FieldSet()) { $0.union($1.fields) }
        return Set(fields.values(in: object).map(\.path))
    }

    /// The paths among some that somebody set with `kubectl create`, `edit` and the like: taken over with the object, since they
    /// could not be removed again while the record gives them to that, too.
    func setByHand(among paths: Set<Path>) -> Set<Path> {
        let entries = record.entries.filter(\.isOfKubectl)
        return paths.filter { path in entries.contains { $0.fields.contains(path) } }
    }

    /// Whether the controller of autoscalers sets the replicas, through the scale subresource.
    var isScaledByAutoscaler: Bool {
        owners(of: ["spec", "replicas"]).contains {
            $0.subresource == "scale" && $0.manager == Self.controllerManager
        }
    }

    private func owners(of path: Path) -> [ManagedFields.Entry] {
        record.owners(of: path)
    }
}
