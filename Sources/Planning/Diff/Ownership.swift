import Document
import Kubernetes
import Resources

/// Who owns which fields of an object, by the server's record (`metadata.managedFields`), as the planner asks it.
package struct Ownership: Sendable {
    private let record: ManagedFields
    /// What Berth applied and still owns.
    package let own: FieldSet
    /// Every field that anybody owns: tells associative lists and sets from atomic ones without a schema.
    package let structure: FieldSet

    /// Reads the record of an object. One that cannot be read says nothing; doubt then goes to a dry run.
    package init(of object: Value, manager: String = Item.Mark.manager) {
        record = (try? ManagedFields(of: object)) ?? ManagedFields(entries: [])
        own = record.applied(by: manager)
        structure = record.entries.reduce(FieldSet()) { $0.union($1.fields) }
    }

    /// The managers that own a path or the list or map around it as a whole, sorted.
    package func managers(of path: Path) -> [String] {
        Set(owners(of: path).map(\.manager)).sorted()
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

    private func owners(of path: Path) -> [ManagedFields.Entry] {
        record.owners(of: path)
    }
}
