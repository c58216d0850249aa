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
        fileprivate(set) var types: [String: Shape] = [:]
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

    /// Reads texts; a line that is no notation is a mistake in this program, which its tests find.
    package init(_ texts: [String]) {
        for text in texts {
            var current = ""
            for line in text.split(separator: "\n") {
                if line.hasPrefix(" ") {
                    guard let field = Self.field(line) else { preconditionFailure("no field: \(line)") }
                    declarations[current]?.fields.append(field)
                    if declarations[current]?.types[field.name] == nil {
                        declarations[current]?.types[field.name] = Shape(field.type[...])
                    }
                } else {
                    let words = line.split(separator: " ")
                    current = String(words[0])
                    declarations[current] = Declaration(isAtomic: words.dropFirst().contains("atomic"))
                }
            }
        }
    }

    private static func field(_ line: Substring) -> Field? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let name = line[..<colon].drop(while: { $0 == " " })
        var rest = line[line.index(after: colon)...]
        var constraints: Object = [:]
        if let with = rest.firstRange(of: " with {") {
            let json = "{" + rest[with.upperBound...]
            guard case .object(let object)? = try? Value(json: json) else { return nil }
            constraints = object
            rest = rest[..<with.lowerBound]
        }
        let published = rest.firstRange(of: " = ")
        var defaultValue: Value?
        if let sign = published ?? rest.firstRange(of: " ~ ") {
            guard let value = try? Value(json: String(rest[sign.upperBound...])) else { return nil }
            defaultValue = value
            rest = rest[..<sign.lowerBound]
        }
        let words = rest.split(separator: " ")
        guard var type = words.first else { return nil }
        let suffix = type.last.flatMap { "!?".contains($0) ? $0 : nil }
        if suffix != nil { type = type.dropLast() }
        return Field(
            name: String(name), type: String(type), suffix: suffix, merge: words.dropFirst().map(String.init),
            defaultValue: defaultValue, publishesDefault: published != nil, constraints: constraints)
    }
}
