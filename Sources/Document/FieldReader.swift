/// Reads the members of a map that Berth wrote itself, and says which one is missing or wrong.
///
/// For files of Berth's own making (plans, run records); what people write is read with locations by `Specification`.
package struct FieldReader: Sendable {
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package var path: Path
        package var expected: String

        package init(path: Path, expected: String) {
            self.path = path
            self.expected = expected
        }

        package var description: String { "\(expected) was expected at \(path.isRoot ? "the top" : path.description)" }
    }

    package let value: Value
    package let path: Path

    package init(_ value: Value, path: Path = .root) {
        self.value = value
        self.path = path
    }

    package func has(_ key: String) -> Bool { value[key] != nil }

    /// What `convert` makes of a member.
    package func required<Result>(
        _ key: String, _ expected: String, _ convert: (Value) -> Result?
    ) throws(Failure) -> Result {
        guard let member = value[key], let result = convert(member) else {
            throw Failure(path: path.appending(key: key), expected: expected)
        }
        return result
    }

    /// The same, nil where the member is missing.
    package func optional<Result>(
        _ key: String, _ expected: String, _ convert: (Value) -> Result?
    ) throws(Failure) -> Result? {
        has(key) ? try required(key, expected, convert) : nil
    }

    package func string(_ key: String) throws(Failure) -> String {
        try required(key, "text", \.string)
    }

    package func optionalString(_ key: String) throws(Failure) -> String? {
        try optional(key, "text", \.string)
    }

    /// The items of a list, each with its own reader; a missing list is empty.
    package func items(_ key: String) throws(Failure) -> [FieldReader] {
        let list = try optional(key, "a list", \.array) ?? []
        return list.enumerated().map { FieldReader($1, path: path.appending(key: key).appending(index: $0)) }
    }

    /// A reader of a member that is a map.
    package func member(_ key: String) throws(Failure) -> FieldReader {
        let object = try required(key, "a map", \.object)
        return FieldReader(.object(object), path: path.appending(key: key))
    }
}
