extension StatusFailure {
    /// Whether the server may mean that fields, which it names, cannot *change*: validation, of an object by itself or of a change.
    ///
    /// By the typed parts alone (`reason: Invalid`, `details.causes[]`); none of them says for certain. A value that is there twice,
    /// or not at all, is a fault of the object as it would be, whatever it was before.
    package var mayBeOfChange: Bool {
        code == 422 && reason == "Invalid" && !causes.isEmpty
            && causes.allSatisfy { !$0.field.isEmpty && !Self.ofTheObject.contains($0.reason) }
    }

    private static let ofTheObject: Set<String> = [
        "FieldValueDuplicate", "FieldValueRequired", "FieldValueNotFound", "FieldValueTooLong", "FieldValueTooMany",
        "FieldValueTypeInvalid",
    ]

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
            // `Forbidden: …` and rules of definitions quote nothing; `Duplicate value: "a"` says nothing else.
            return String(rest.first.map { "\"[{".contains($0) } == true ? line[..<kind.lowerBound] : rest)
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
