import Diagnostics
import Document
import Planning

extension LeafChange {
    /// What happens to the leaf: it appears, goes, changes, or stays.
    var action: Action {
        if isSensitive {
            // What stands for values that are there says nothing of whether they are the same.
            guard reason != .ownership else { return .none }
            return (old == nil) == (new == nil) ? .update : old == nil ? .create : .delete
        }
        switch (old, new) {
        case (nil, nil): return .none
        case (nil, _): return .create
        case (_, nil): return .delete
        default: return old == new ? .none : .update
        }
    }

    /// What is said in place of sensitive values; `isNew` where the whole object comes.
    func sensitiveWords(isNew: Bool) -> String {
        switch action {
        case .create where !isNew: "(sensitive, added)"
        case .delete: "(sensitive, removed)"
        case .update where !isNew: "(sensitive, changed)"
        default: "(sensitive)"
        }
    }

    /// Why it changes, where the specification is not the whole answer.
    var note: String? {
        let who = author.map { author in "\(author.manager)\(author.time.map { " at \($0)" } ?? "")" }
        return switch reason {
        case .drift where isOrder: "drift: the items of the list, put into another order outside of Berth"
        case _ where isOrder: "the items of the list, in their order"
        case .spec where new == nil && !isSensitive: who.map { "taken over from \($0), and goes" }
        case .spec: who.map { "taken over from \($0)" }
        case .drift: who.map { "drift: changed by \($0)" } ?? "drift: changed outside of Berth"
        case .forced: "taken from \(who ?? "another owner"), as approved"
        case .ownership: "the value stays, Berth comes to own it\(who.map { "; set by \($0)" } ?? "")"
        case .server: "a consequence on the server"
        }
    }
}

extension Value {
    /// One line of JSON, safe to print.
    var shown: String { compactJSON.sanitized }

    /// The lines by which two values of several lines are compared: those of a text, the members of a list, the
    /// leaves of a map.
    var lines: [String] {
        switch self {
        case .string(let text) where text.contains("\n"):
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines.last == "" { lines.removeLast() }
            return lines
        // The order of members says nothing, and servers have one of their own.
        case .array(let items) where !items.isEmpty:
            return items.map { String(decoding: $0.json(.canonical), as: UTF8.self).sanitized }
        case .object(let object) where !object.isEmpty: return leaves.map { "\($0.path): \($0.value.shown)" }
        default: return [shown]
        }
    }

    /// True for a text of several lines.
    var isMultiline: Bool {
        if case .string(let text) = self { text.dropLast().contains("\n") } else { false }
    }
}
