import Document

/// A notation for the structs of built-in kinds, a line a field:
///
///     Container
///       name: string!
///       command: [string]
///       ports: [ContainerPort] key containerPort protocol
///       resources: ResourceRequirements!
///       terminationMessagePolicy: string ~ "File"
///       stdin: bool
///
/// An unindented line opens a type; `atomic` behind its name says that it is owned whole. Types are `string`, `int`,
/// `number`, `bool`, `any` (text or number), `quantity`, `bytes`, `raw` (anything), `[T]`, `{T}` (free keys) or the
/// name of another type. Behind a type, `!` marks a field that Go writes even when it is not set, and that a CRD
/// requires; `?` a pointer, whose zero is kept; structs are pointers unless marked. `set`, `key a b` and `atomic` say
/// how the field merges; lists are atomic by themselves. `= json` is the default that the API publishes, `~ json` one
/// that only the server's code knows. At the end, `with {json}` adds keywords of OpenAPI.
package struct FieldNotation: Sendable {
    package struct Field: Sendable {
        package var name: String
        package var type: String
        package var suffix: Character?
        package var merge: [String]
        package var defaultValue: Value?
        package var publishesDefault = false
        package var constraints: Object = [:]
    }

    package struct Declaration: Sendable {
        package var isAtomic: Bool
        package var fields: [Field] = []
        /// The type of each field by its name: of two fields of one name that of the first.
        private(set) var types: [String: Shape] = [:]
        /// The fields that tell the items of a list apart, by the name of its field; those of lists that are merged so.
        private(set) var keys: [String: [String]] = [:]

        fileprivate mutating func add(_ field: Field) {
            fields.append(field)
            if types[field.name] == nil { types[field.name] = Shape(field.type[...]) }
            if field.merge.first == "key" { keys[field.name] = Array(field.merge.dropFirst()) }
        }

        /// What a field has where it is left out; nil where it has nothing then.
        func defaultValue(of name: String) -> Value? { fields.first { $0.name == name }?.defaultValue }
    }

    /// A type, taken apart.
    package indirect enum Shape: Sendable {
        /// `string`, or the name of another type.
        case named(String)
        case list(Shape)
        case map(Shape)

        init(_ text: Substring) {
            switch text.first {
            case "[": self = .list(Shape(text.dropFirst().dropLast()))
            case "{": self = .map(Shape(text.dropFirst().dropLast()))
            default: self = .named(String(text))
            }
        }
    }

    package private(set) var declarations: [String: Declaration] = [:]

    /// What keys of lists have where they are left out, by their names, over all types; a key of which types differ is in none.
    package var keyDefaults: [String: Value] {
        var values: [String: Set<Value?>] = [:]
        for declaration in declarations.values {
            for (field, names) in declaration.keys {
                guard case .list(.named(let element))? = declaration.types[field] else { continue }
                for name in names {
                    values[name, default: []].insert(declarations[element]?.defaultValue(of: name))
                }
            }
        }
        return values.compactMapValues { $0.count == 1 ? $0.first ?? nil : nil }
    }

    /// Reads texts; a line that is no notation is a mistake in this program, which its tests find.
    package init(_ texts: [String]) {
        for text in texts {
            var current = ""
            for line in text[...].pieces(between: "\n") {
                if line.utf8.first == UInt8(ascii: " ") {
                    guard let field = Self.field(line) else { preconditionFailure("no field: \(line)") }
                    declarations[current]?.add(field)
                } else {
                    let words = line.pieces(between: " ")
                    current = String(words[0])
                    declarations[current] = Declaration(isAtomic: words.dropFirst().contains("atomic"))
                }
            }
        }
    }

    private static func field(_ line: Substring) -> Field? {
        guard var (name, rest) = line.cut(at: ":") else { return nil }
        name = name.pieces(between: " ").last ?? ""
        var constraints: Object = [:]
        if let (field, members) = rest.cut(at: " with {") {
            guard case .object(let object)? = try? Value(json: "{\(members)") else { return nil }
            constraints = object
            rest = field
        }
        let published = rest.cut(at: " = ")
        var defaultValue: Value?
        if let (field, json) = published ?? rest.cut(at: " ~ ") {
            guard let value = try? Value(json: String(json)) else { return nil }
            defaultValue = value
            rest = field
        }
        let words = rest.pieces(between: " ")
        guard var type = words.first else { return nil }
        let suffix = type.last.flatMap { "!?".contains($0) ? $0 : nil }
        if suffix != nil { type = type.dropLast() }
        return Field(
            name: String(name), type: String(type), suffix: suffix, merge: words.dropFirst().map(String.init),
            defaultValue: defaultValue, publishesDefault: published != nil, constraints: constraints)
    }
}
