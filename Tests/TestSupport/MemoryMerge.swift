import Document
import Kubernetes
import Resources

/// What a server-side apply by Berth makes of an object, as far as maps go: lists are owned as a whole.
struct MemoryMerge {
    let old: Value
    let write: Write

    private static let berth: Value = "berth"

    private var entries: [Value] { old["metadata"]?["managedFields"]?.array ?? [] }

    /// The leaves of the body that a manager can own.
    private var wanted: [(path: Path, value: Value)] {
        var result: [Path: Value] = [:]
        for leaf in write.body.leaves where leaf.path.components.count > 1 {
            let keys = leaf.path.components.prefix { if case .key = $0 { true } else { false } }
            let path = Path(Array(keys))
            if path != ["metadata", "name"], path != ["metadata", "namespace"] { result[path] = write.body[path] }
        }
        return result.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    private static func isOwn(_ entry: Value) -> Bool { entry["manager"] == berth && entry["operation"] == "Apply" }

    private func fields(_ entry: Value) -> FieldSet {
        entry["fieldsV1"].flatMap { try? FieldSet(fieldsV1: $0) } ?? FieldSet()
    }

    /// The fields that others own with other values.
    var conflicts: [FieldConflict] {
        wanted.filter { old[$0.path] != $0.value && !write.forced.contains($0.path) }.compactMap { path, _ in
            entries.first { !Self.isOwn($0) && fields($0).contains(path) }?["manager"]?.string
                .map { FieldConflict(path: path, manager: $0) }
        }
    }

    var result: Value {
        var result = old
        let wanted = wanted
        let paths = Set(wanted.map(\.path))
        let others = entries.filter { !Self.isOwn($0) }
        let own = entries.filter(Self.isOwn).flatMap { fields($0).leaves.paths } + write.reclaimed
        for path in own where !paths.contains(path) && !others.contains(where: { fields($0).contains(path) }) {
            result[path] = nil
        }
        var kept = others
        for (path, value) in wanted {
            if result[path] != value {
                kept = kept.map { entry in
                    var entry = entry
                    entry["fieldsV1"] = fields(entry).difference(FieldSet([path])).fieldsV1
                    return entry
                }
            }
            result[path] = value
        }
        for key in ["apiVersion", "kind"] { result[key] = write.body[key] }
        let entry: Value = [
            "manager": Self.berth, "operation": "Apply", "apiVersion": write.body["apiVersion"] ?? .null,
            "fieldsV1": FieldSet(paths.sorted()).fieldsV1,
        ]
        result[["metadata", "name"]] = .string(write.key.name)
        result[["metadata", "namespace"]] = write.key.namespace.map(Value.string)
        result[["metadata", "managedFields"]] = .array([entry] + kept.filter { !fields($0).isEmpty })
        return result
    }
}
