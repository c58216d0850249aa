import Document
import Kubernetes
import Resources

/// Who owns which fields of an object, by the server's record (`metadata.managedFields`).
package struct Ownership: Sendable {
    /// What one manager wrote in one way.
    package struct Entry: Sendable {
        package var manager: String
        /// True for server-side apply.
        package var isApply: Bool
        /// RFC 3339; nil where the server left it out.
        package var time: String?
        package var fields: FieldSet
    }

    package let entries: [Entry]
    /// What Berth applied and still owns.
    package let own: FieldSet
    /// Every field that anybody owns: tells associative lists and sets from atomic ones without a schema.
    package let structure: FieldSet

    /// Reads the record of an object. An entry of a subresource or one that cannot be read says nothing of the
    /// fields Berth applies and is left out; doubt then goes to a dry run.
    package init(of object: Value, manager: String = Item.Mark.manager) {
        entries = (object["metadata"]?["managedFields"]?.array ?? []).compactMap { entry in
            guard entry["subresource"]?.string ?? "" == "", let name = entry["manager"]?.string,
                let recorded = entry["fieldsV1"], let fields = try? FieldSet(fieldsV1: recorded)
            else { return nil }
            return Entry(
                manager: name, isApply: entry["operation"] == "Apply", time: entry["time"]?.string, fields: fields)
        }
        own = entries.filter { $0.manager == manager && $0.isApply }.reduce(FieldSet()) { $0.union($1.fields) }
        structure = entries.reduce(FieldSet()) { $0.union($1.fields) }
    }

    /// Whether Berth has ever applied to the object.
    package var isApplied: Bool { !own.isEmpty }

    /// The managers that own a path or the list or map around it as a whole, sorted.
    package func managers(of path: Path) -> [String] {
        Set(owners(of: path).map(\.manager)).sorted()
    }

    /// The manager other than Berth that wrote a path last.
    package func author(of path: Path) -> LeafChange.Author? {
        owners(of: path).filter { !($0.isApply && $0.manager == Item.Mark.manager) }
            .max { ($0.time ?? "", $0.manager) < ($1.time ?? "", $1.manager) }
            .map { LeafChange.Author(manager: $0.manager, time: $0.time) }
    }

    private func owners(of path: Path) -> [Entry] {
        entries.filter { entry in
            var current = path
            while !current.isRoot {
                if entry.fields.contains(current) {
                    // An ancestor counts only where it is owned whole, that is with nothing listed below it.
                    return current == path || entry.fields.subset(at: current).isEmpty
                }
                current = current.parent
            }
            return false
        }
    }
}
