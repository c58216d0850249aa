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
    init(owned object: Value?, desired: Value) {
        var known: [String: Path] = [:]
        for (path, _) in desired.leaves {
            for length in 1...max(path.components.count, 1) {
                let part = Path(Array(path.components.prefix(length)))
                known[part.causeField] = part
            }
        }
        for entry in object?["metadata"]?["managedFields"]?.array ?? [] {
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

    /// Reads a field as it is written, each dot before a key.
    private static func parsed(_ field: String) -> Path {
        var path = Path.root
        var rest = field[...]
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "[" {
                let end = rest.closingBracket
                path = path.appending(component(rest[..<end]))
                rest = rest[end...].dropFirst()
            } else {
                if first != "." { rest = field[rest.startIndex...] }
                let key = rest.prefix { $0 != "." && $0 != "[" }
                rest = rest[key.endIndex...]
                path = path.appending(key: (first == "." ? "" : String(first)) + key)
            }
        }
        return path
    }

    /// What stands in brackets: `0`, `="x"`, `name="web"`, `containerPort=80,protocol="TCP"`.
    private static func component(_ text: Substring) -> Path.Component {
        if let index = Int(text) { return .index(index) }
        if text.hasPrefix("=") { return .member(value(text.dropFirst())) }
        return .item(
            text.split(separator: ",").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return Path.ItemKey(String(parts[0]), value(parts.last ?? ""))
            })
    }

    private static func value(_ text: Substring) -> Value {
        (try? Value(json: String(text))) ?? .string(String(text))
    }
}

extension Substring {
    /// Where the bracket closes, quoted ones passed over; the end where it does not.
    fileprivate var closingBracket: Index {
        var isQuoted = false
        var isEscaped = false
        for index in indices {
            switch self[index] {
            case "\\" where isQuoted && !isEscaped:
                isEscaped = true
                continue
            case "\"" where !isEscaped: isQuoted.toggle()
            case "]" where !isQuoted: return index
            default: break
            }
            isEscaped = false
        }
        return endIndex
    }
}
