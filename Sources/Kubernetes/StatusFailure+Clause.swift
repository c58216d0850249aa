extension StatusFailure {
    /// Whether the server judged the values of fields that it names: validation, of an object by itself or of a change.
    ///
    /// By the typed parts alone (`reason: Invalid`, `details.causes[].field`); that a value cannot *change* none of them says.
    package var judgesFields: Bool {
        code == 422 && reason == "Invalid" && !causes.isEmpty && causes.allSatisfy { !$0.field.isEmpty }
    }

    /// What it says of each field, one clause each, without the values that servers quote: `spec.selector: field is immutable`.
    package var clauses: String {
        var seen: Set<String> = []
        return causes.map { "\($0.field): \($0.clause)" }.filter { seen.insert($0).inserted }.joined(separator: "; ")
    }
}

extension StatusFailure.Cause {
    /// The last clause of the message: behind the kind of fault and the value at fault, which may be a whole pod template, and
    /// before the difference that some kinds append on lines of their own.
    package var clause: String {
        let line = message.split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
        guard let kind = line.firstRange(of: ": ") else { return String(line) }
        let rest = line[kind.upperBound...]
        guard let end = rest.endOfValue, rest[end...].hasPrefix(": ") else {
            // `Forbidden: …` and rules of definitions quote nothing.
            return String(rest)
        }
        return String(rest[end...].dropFirst(2))
    }
}

extension Substring {
    /// Where the value ends that stands at the start, as servers quote them: JSON, or a bare word; nil where none ends.
    fileprivate var endOfValue: Index? {
        var depth = 0
        var isText = false
        var rest = self
        while let character = rest.popFirst() {
            switch character {
            case "\\" where isText: _ = rest.popFirst()
            case "\"": isText.toggle()
            case "{" where !isText, "[" where !isText: depth += 1
            case "}" where !isText, "]" where !isText: depth -= 1
            case " " where !isText && depth == 0: return nil
            default: break
            }
            if depth == 0, !isText, rest.first == ":" { return rest.startIndex }
        }
        return nil
    }
}
