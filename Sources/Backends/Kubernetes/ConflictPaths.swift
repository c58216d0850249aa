import Document
import Kubernetes
import Resources

/// Finds the paths that a server means by the fields in the causes of a conflict: `.spec.replicas`.
///
/// What the server writes cannot be read back for sure (`.metadata.labels.example.com/team`), but the fields in question
/// are owned by somebody, so that they stand in the object's `managedFields`.
struct ConflictPaths {
    private let known: [String: Path]

    /// The fields that anybody owns of an object, and the leaves of a desired one.
    init(owned object: Value, desired: Value) {
        var known: [String: Path] = [:]
        for (path, _) in desired.leaves {
            for length in 1...max(path.components.count, 1) {
                let part = Path(Array(path.components.prefix(length)))
                known[part.causeField] = part
            }
        }
        for entry in object["metadata"]?["managedFields"]?.array ?? [] {
            // An entry that cannot be read names no field; the reading below then stands in.
            guard let recorded = entry["fieldsV1"], let fields = try? FieldSet(fieldsV1: recorded) else { continue }
            for path in fields.paths { known[path.causeField] = path }
        }
        self.known = known
    }

    subscript(field: String) -> Path {
        known[field] ?? Self.parsed(field)
    }

    /// The conflicts that an apply met.
    func conflicts(in error: KubernetesError) -> [FieldConflict] {
        error.fieldManagerConflicts.map { FieldConflict(path: self[$0.field], manager: $0.manager) }
    }

    /// Reads a field as it is written; one that is no path is a key.
    private static func parsed(_ field: String) -> Path {
        Path(text: String(field.dropFirst(field.hasPrefix(".") ? 1 : 0))) ?? Path([.key(field)])
    }
}
