extension Path {
    /// Reads a path as people write it and as `description` shows it: `spec.replicas`,
    /// `metadata.annotations["example.com/team"]`, `spec.containers[name=web].image`, `args[0]`, `finalizers[=a]`.
    ///
    /// Nil for text that is not a path, and for the empty one.
    package init?(text: String) {
        var components: [Component] = []
        var rest = text[...]
        while let first = rest.first {
            if first == "[" {
                guard let end = rest.closingBracket, let component = Component(bracketed: rest[..<end].dropFirst())
                else { return nil }
                components.append(component)
                rest = rest[end...].dropFirst()
            } else {
                if !components.isEmpty {
                    guard first == "." else { return nil }
                    rest = rest.dropFirst()
                }
                let key = rest.prefix { $0 != "." && $0 != "[" }
                guard !key.isEmpty, !key.contains(where: { $0.isWhitespace || $0 == "]" }) else { return nil }
                components.append(.key(String(key)))
                rest = rest[key.endIndex...]
            }
        }
        guard !components.isEmpty else { return nil }
        self.init(components)
    }
}

extension Path.Component {
    /// What stands in brackets: `"a.b"`, `0`, `=x`, `name=web,protocol=TCP`.
    fileprivate init?(bracketed text: Substring) {
        if text.hasPrefix("\"") {
            guard let key = (try? Value(json: String(text)))?.string else { return nil }
            self = .key(key)
        } else if let index = Int(text) {
            guard index >= 0 else { return nil }
            self = .index(index)
        } else if text.hasPrefix("=") {
            self = .member(Value(plain: text.dropFirst()))
        } else {
            var keys: [Path.ItemKey] = []
            for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty else { return nil }
                keys.append(Path.ItemKey(String(parts[0]), Value(plain: parts[1])))
            }
            self = .item(keys.sorted { $0.name < $1.name })
        }
    }
}

extension Value {
    /// A scalar as `plain` shows it: numbers, booleans and quoted text are JSON, everything else is text.
    fileprivate init(plain text: Substring) {
        switch try? Value(json: String(text)) {
        case let value? where value.object == nil && value.array == nil && !value.isNull: self = value
        default: self = .string(String(text))
        }
    }
}

extension Substring {
    /// Where the bracket that the text begins with closes, quoted ones passed over; nil where it does not.
    fileprivate var closingBracket: Index? {
        var isQuoted = false
        var isEscaped = false
        for index in indices {
            let character = self[index]
            if isEscaped {
                isEscaped = false
            } else if character == "\\", isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "]", !isQuoted {
                return index
            }
        }
        return nil
    }
}
