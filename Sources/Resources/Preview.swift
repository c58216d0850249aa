import Document

/// What a system says a write would do.
package enum Preview: Sendable {
    /// The item as it would be.
    case accepted(Value)
    /// Others own these fields with other values.
    case conflicts([FieldConflict])
    /// The system refuses it.
    case rejected(Refusal)
    /// It was to be made, and is there.
    case exists
    /// It cannot be said yet, with the reason: a namespace or a kind that an earlier step makes.
    case unverifiable(String)
}

/// Why a system refuses a write.
package struct Refusal: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    package var reason: String
    /// The fields that are at fault, as the system writes them: `data[token]`, `.spec.replicas`; empty where it is not for
    /// the value of any, nil where the system does not say.
    package var fields: [String]?
    /// One clause for each field at fault (`spec.selector: field is immutable`), where the system may mean that they
    /// cannot change; nil where it refuses the write for another reason.
    package var brief: String?

    package init(_ reason: String, fields: [String]? = nil, brief: String? = nil) {
        self.reason = reason
        self.fields = fields
        self.brief = brief
    }

    package init(stringLiteral reason: String) { self.init(reason) }

    package var description: String { reason }
}

/// A field that another manager owns with another value.
package struct FieldConflict: Sendable, Hashable {
    package var path: Path
    package var manager: String

    package init(path: Path, manager: String) {
        self.path = path
        self.manager = manager
    }
}

/// What can be told of an item before its values are known.
package enum Prospect: Sendable, Hashable {
    /// Nothing is known against it; the note says what else it would entail.
    case open(note: String? = nil)
    /// It cannot be made there whatever its values, with the reason.
    case refused(String)
}
