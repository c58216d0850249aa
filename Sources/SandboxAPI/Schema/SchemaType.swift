import Document

/// How a value merges: what structured-merge-diff calls an atom, with what Go's encoding does to built-in fields.
package enum SchemaType: Sendable {
    case scalar(Scalar)
    case list(ListType)
    case map(MapType)
    /// Anything: objects merge member by member, lists are atomic, as where a CRD preserves unknown fields.
    case untyped
    /// A type that contains itself, looked up when it is reached.
    case recursive(@Sendable () -> SchemaType)

    package enum Scalar: Sendable, Hashable {
        case string
        case integer
        case number
        case boolean
        /// Text or number: IntOrString, times.
        case any
        /// A quantity, which built-in kinds store in its canonical form.
        case quantity
        /// Base64 text.
        case bytes
    }

    /// The type itself, recursion undone.
    package var resolved: SchemaType {
        if case .recursive(let type) = self { type().resolved } else { self }
    }
}

/// A list and who owns what of it.
package final class ListType: Sendable {
    package enum Ownership: Sendable, Hashable {
        /// One owner for the whole list.
        case atomic
        /// Each value has its owners.
        case set
        /// Items are told apart by these members.
        case keyed([String])
    }

    package let element: SchemaType
    package let ownership: Ownership

    package init(_ element: SchemaType, _ ownership: Ownership = .atomic) {
        self.element = element
        self.ownership = ownership
    }
}

/// An object with declared fields, with free keys, or with both.
package final class MapType: Sendable {
    /// What the type is called among those of the built-in kinds; nil where it has no name.
    package let name: String?
    package let fields: [String: SchemaField]
    /// The fields in the order they were declared.
    package let order: [String]
    /// What stands under keys that are not declared; nil where there may be none.
    package let element: SchemaType?
    package let isAtomic: Bool

    package init(
        name: String? = nil, fields: [SchemaField] = [], element: SchemaType? = nil, isAtomic: Bool = false
    ) {
        self.name = name
        self.fields = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.order = fields.map(\.name)
        self.element = element
        self.isAtomic = isAtomic
    }
}

/// A declared field of an object.
package struct SchemaField: Sendable {
    /// What Go's encoding makes of a field that is not set.
    package enum Presence: Sendable, Hashable {
        /// A value with `omitempty`: zero, empty text and empty lists vanish.
        case omittedWhenEmpty
        /// A pointer: absent or exactly what was sent.
        case optional
        /// Without `omitempty`: written even when it was not sent.
        case always
    }

    package var name: String
    package var type: SchemaType
    package var presence: Presence
    package var defaultValue: Value?
    /// Whether the API's documents show the default; others are known to the server's code alone.
    package var publishesDefault: Bool
    /// Keywords of OpenAPI beyond the type.
    package var constraints: Object

    package init(
        _ name: String, _ type: SchemaType, _ presence: Presence, defaultValue: Value? = nil,
        publishesDefault: Bool = true, constraints: Object = [:]
    ) {
        self.name = name
        self.type = type
        self.presence = presence
        self.defaultValue = defaultValue
        self.publishesDefault = publishesDefault
        self.constraints = constraints
    }
}
