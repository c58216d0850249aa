import Document

/// What in a value does not fit its type, worded as structured-merge-diff does.
///
/// Source: `typed.validatingObjectWalker`.
struct TypeCheck {
    /// What was found, with its place: `.spec.bogus: field not declared in schema`.
    private(set) var problems: [String] = []
    private let allowsDuplicates: Bool

    init(_ value: Value, as type: SchemaType, allowsDuplicates: Bool = false) {
        self.allowsDuplicates = allowsDuplicates
        check(value, type, at: .root)
    }

    /// All problems as one text; nil where there are none.
    var message: String? {
        switch problems.count {
        case 0: nil
        case 1: problems[0]
        default: (["errors:"] + problems.map { "  " + $0 }).joined(separator: "\n")
        }
    }

    private mutating func report(_ message: String, at path: Path) {
        problems.append(path.isRoot ? message : "\(path.causeField): \(message)")
    }

    private mutating func check(_ value: Value, _ type: SchemaType, at path: Path) {
        switch Atom(type, for: value) {
        case .scalar(let scalar): check(value, scalar, at: path)
        case .list(let list):
            switch value {
            case .array(let items): check(items, list, at: path)
            case .null: break
            default: report("expected list, got &{\(value.goText)}", at: path)
            }
        case .map(let map):
            switch value {
            case .object(let object): check(object, map, at: path)
            case .null: break
            default: report("expected map, got &{\(value.goText)}", at: path)
            }
        }
    }

    private mutating func check(_ value: Value, _ scalar: SchemaType.Scalar, at path: Path) {
        let fits =
            switch (scalar, value) {
            case (_, .null): true
            case (.string, .string), (.bytes, .string): true
            case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number): true
            case (.boolean, .bool): true
            case (.any, .object), (.any, .array), (.quantity, .object), (.quantity, .array): false
            case (.any, _), (.quantity, _): true
            default: false
            }
        guard !fits else { return }
        switch scalar {
        case .string, .bytes: report("expected string, got \(value.goUnstructured)", at: path)
        case .integer, .number: report("expected numeric (int or float), got \(value.goType)", at: path)
        case .boolean: report("expected boolean, got &{\(value.goText)}", at: path)
        case .any, .quantity: report("expected any scalar, got &{\(value.goText)}", at: path)
        }
    }

    private mutating func check(_ items: [Value], _ list: ListType, at path: Path) {
        var seen: Set<Path.Component> = []
        for (index, item) in items.enumerated() {
            var component = Path.Component.index(index)
            if list.ownership != .atomic {
                do {
                    component = try list.component(of: item)
                } catch {
                    return report("element \(index): \(error.message)", at: path)
                }
                if !seen.insert(component).inserted, !allowsDuplicates {
                    report("duplicate entries for key \(Path([component]).causeField)", at: path)
                }
            }
            check(item, list.element, at: path.appending(component))
        }
    }

    private mutating func check(_ object: Object, _ map: MapType, at path: Path) {
        for (key, value) in object {
            guard let type = map.type(of: key) else {
                return report("field not declared in schema", at: path.appending(key: key))
            }
            check(value, type, at: path.appending(key: key))
        }
    }
}

extension Value {
    /// The value as Go's `%v` prints what JSON decodes to.
    var goText: String {
        switch self {
        case .null: "<nil>"
        case .string(let text): text
        case .array(let items): "[" + items.map(\.goText).joined(separator: " ") + "]"
        case .object(let object):
            "map[" + object.sorted.map { "\($0.key):\($0.value.goText)" }.joined(separator: " ") + "]"
        default: compactJSON
        }
    }

    /// The value as Go's `%#v` prints it.
    fileprivate var goSyntax: String {
        switch self {
        case .null: "interface {}(nil)"
        case .array(let items): "[]interface {}{" + items.map(\.goSyntax).joined(separator: ", ") + "}"
        case .object(let object):
            "map[string]interface {}{"
                + object.sorted.map { "\(Value.string($0.key).compactJSON):\($0.value.goSyntax)" }
                .joined(separator: ", ") + "}"
        default: compactJSON
        }
    }

    fileprivate var goUnstructured: String { "&value.valueUnstructured{Value:\(goSyntax)}" }

    fileprivate var goType: String {
        switch self {
        case .null: "<nil>"
        case .bool: "bool"
        case .integer, .number: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }
}
