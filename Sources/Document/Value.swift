/// A tree of data as JSON and YAML know it: what specs, manifests and API objects are made of.
///
/// Objects keep the order they were written in, but order does not count in comparison.
package enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number with a fraction or exponent, or beyond 64 bits. Never NaN or infinite.
    case number(Double)
    case string(String)
    case array([Value])
    case object(Object)
}

extension Value {
    /// Texts are equal where their bytes are, as they are to a server.
    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.integer(let one), .integer(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.hasSameBytes(as: other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }

    /// A number as it compares: whole ones that a double holds exactly are integers, as `1e3` and `1000` are the same.
    package init(_ number: Double) {
        if number == number.rounded(), abs(number) < 0x1p53 {
            self = .integer(Int64(number))
        } else {
            self = .number(number)
        }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    package var integer: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    package var array: [Value]? {
        if case .array(let items) = self { items } else { nil }
    }

    package var object: Object? {
        if case .object(let object) = self { object } else { nil }
    }

    package var isNull: Bool { if case .null = self { true } else { false } }

    /// True for `{}` and `[]`.
    package var isEmptyContainer: Bool {
        switch self {
        case .array(let items): items.isEmpty
        case .object(let object): object.isEmpty
        default: false
        }
    }

    /// The member of an object; nil where this is not an object or has no such key. Setting nil removes; setting on
    /// anything but an object replaces it by one.
    package subscript(key: String) -> Value? {
        get { object?[key] }
        set {
            var changed: Object
            if case .object(let object) = self { changed = object } else { changed = [:] }
            // Lets go of the old storage first, so that the change is made in place.
            self = .null
            changed[key] = newValue
            self = .object(changed)
        }
    }

    /// The item of an array; nil where this is no array or too short.
    package subscript(index: Int) -> Value? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// What a message calls this kind of value.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "list"
        case .object: "map"
        }
    }

    /// Whether it is what was expected (`a boolean`, `an integer`, `a number`) but for the quotation marks around it. A plain
    /// `1e400` is a string, too, and has none.
    package func quotes(_ expected: String) -> Bool {
        guard let text = string else { return false }
        switch expected {
        case "a boolean": return ["true", "false"].contains(text)
        case "an integer": return Int64(text) != nil
        case "a number": return Double(text)?.isFinite == true
        default: return false
        }
    }

    /// `a string`, `an integer`: how a sentence names the kind of value.
    package var typeNameWithArticle: String {
        switch self {
        case .null: typeName
        case .integer: "an \(typeName)"
        default: "a \(typeName)"
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Object(elements))
    }
}
