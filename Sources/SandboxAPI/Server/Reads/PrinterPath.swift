import Document

/// A JSON path of a printer column: `.spec.version`, `.status.conditions[?(@.type=="Ready")].status`, `.a['b.c'][0]`.
///
/// Source: `k8s.io/client-go/util/jsonpath`, as far as definitions use it.
struct PrinterPath: Sendable {
    private enum Segment: Sendable {
        case key(String)
        case index(Int)
        case all
        /// Items that have a member with this text.
        case matching(key: [String], text: String)
    }

    private let segments: [Segment]

    init(_ text: String) {
        var segments: [Segment] = []
        var rest = Substring(text)
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "[" {
                let end = Self.closing(of: rest)
                segments.append(Self.segment(of: rest[..<end]))
                rest = rest[end...].dropFirst()
            } else if first == "." {
                let (key, remainder) = Self.key(in: rest)
                if key == "*" { segments.append(.all) } else if !key.isEmpty { segments.append(.key(key)) }
                rest = remainder
            }
        }
        self.segments = segments
    }

    /// What stands at the path; the first of several.
    func value(in object: Value) -> Value? {
        var found = [object]
        for segment in segments {
            found = found.flatMap { value -> [Value] in
                switch segment {
                case .key(let key): value[key].map { [$0] } ?? []
                case .index(let index): value[index].map { [$0] } ?? []
                case .all: value.array ?? value.object?.values ?? []
                case .matching(let keys, let text):
                    (value.array ?? []).filter { $0[Path(keys.map(Path.Component.key))]?.plain == text }
                }
            }
        }
        return found.first
    }

    private static func closing(of text: Substring) -> Substring.Index {
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "]" {
                return index
            }
        }
        return text.endIndex
    }

    private static func segment(of text: Substring) -> Segment {
        if text == "*" { return .all }
        if let index = Int(text) { return .index(index) }
        if text.hasPrefix("?("), text.hasSuffix(")"), let mark = text.firstRange(of: "==") {
            let keys = text[..<mark.lowerBound].dropFirst(2).filter { $0 != " " && $0 != "@" }
            let wanted = text[mark.upperBound...].dropLast().filter { $0 != " " && $0 != "\"" && $0 != "'" }
            return .matching(key: keys.split(separator: ".").map(String.init), text: String(wanted))
        }
        return .key(String(text.filter { $0 != "'" && $0 != "\"" }))
    }

    private static func key(in text: Substring) -> (String, Substring) {
        var key = ""
        var rest = text
        while let character = rest.first, character != ".", character != "[" {
            rest = rest.dropFirst()
            if character == "\\", let escaped = rest.first {
                key.append(escaped)
                rest = rest.dropFirst()
            } else {
                key.append(character)
            }
        }
        return (key, rest)
    }
}
