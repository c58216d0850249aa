import Document

/// The tags of YAML's core schema, the only ones that a Kubernetes manifest can carry.
enum CoreTag {
    private static let prefix = "tag:yaml.org,2002:"

    static let string = prefix + "str"
    static let sequence = prefix + "seq"
    static let mapping = prefix + "map"

    /// The tag as it stands in a file: `!!int`.
    static func short(_ tag: String) -> String {
        tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }

    static func isScalar(_ tag: String) -> Bool {
        ["null", "bool", "int", "float", "str"].contains { tag == prefix + $0 }
    }

    /// The value of a scalar with an explicit tag; nil where the text is none of that type or the tag is unknown.
    static func value(of text: String, tag: String) -> Value? {
        let value = ScalarResolution.value(of: text)
        switch (tag.dropFirst(prefix.count), value) {
        case _ where !isScalar(tag): return nil
        case ("str", _): return .string(text)
        case ("null", .null), ("bool", .bool), ("int", .integer), ("float", .integer), ("float", .number): return value
        default: return nil
        }
    }
}
