import Document

/// Makes answers of two servers comparable: uids and versions become ordinals, times and allocations are blanked.
///
/// What is volatile is listed in the transcripts' README; all else is compared as it stands.
struct Normalization {
    private var ordinals: [String: Int] = [:]

    mutating func normalized(_ answer: Value) -> Value {
        normalize(answer, at: [])
    }

    private mutating func ordinal(_ kind: String, _ text: String) -> Value {
        let key = kind + text
        let known = ordinals[key] ?? ordinals.count
        ordinals[key] = known
        return .string("\(kind) \(known)")
    }

    private mutating func normalize(_ value: Value, at path: [String]) -> Value {
        switch value {
        case .object(let object):
            // Members in one order, so that ordinals are given alike on both sides.
            return .object(Object(object.sorted.map { ($0.key, member($0.key, $0.value, at: path)) }))
        case .array(let items):
            let normalized = items.map { normalize($0, at: path) }
            // Conflicts of several managers come in the order of a hash table on the real server.
            let isCauses = path.last == "causes" && items.allSatisfy { $0["reason"] == "FieldManagerConflict" }
            return .array(isCauses ? normalized.sorted { $0.compactJSON < $1.compactJSON } : normalized)
        case .string(let text): return .string(uidsReplaced(in: text))
        default: return value
        }
    }

    private mutating func member(_ key: String, _ value: Value, at path: [String]) -> Value {
        let place = path + [key]
        switch (key, value) {
        case ("resourceVersion", .string(let text)): return ordinal("version", text)
        case ("creationTimestamp", .string), ("deletionTimestamp", .string), ("time", .string),
            ("lastTransitionTime", .string):
            return "time"
        case ("clusterIP", .string(let text)) where text != "None": return "address"
        case ("clusterIPs", .array): return ["address"]
        case ("nodePort", .integer): return "port"
        default: return normalize(value, at: place)
        }
    }

    /// A uid, wherever it stands in a text, becomes its ordinal.
    private mutating func uidsReplaced(in text: String) -> String {
        guard text.utf8.count >= 36 else { return text }
        var result = ""
        var rest = text[...]
        while let match = rest.firstMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) {
            result += rest[..<match.range.lowerBound]
            result += ordinal("uid", String(match.output.0)).string ?? ""
            rest = rest[match.range.upperBound...]
        }
        return result + rest
    }
}
