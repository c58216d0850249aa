import Document

/// The members of an object that its kind does not declare, as strict decoding names them: `unknown field "spec.x"`.
struct UndeclaredFields {
    private(set) var complaints: [String] = []

    init(of object: Value, _ kind: ResourceKind) {
        visit(object, kind.schema, at: "")
        // How a custom resource merges says less of its members than its schema does.
        if let structural = kind.structural {
            complaints = complaints.filter { $0.hasPrefix("unknown field \"metadata.") }
            complaints += structural.undeclared(in: object).map { "unknown field \"\($0)\"" }
        }
    }

    private mutating func visit(_ value: Value, _ type: SchemaType, at path: String) {
        switch (value, type.resolved) {
        case (.object(let object), .map(let map)):
            for (key, member) in object {
                let place = path.isEmpty ? key : "\(path).\(key)"
                if path.isEmpty, Self.everywhere.contains(key) { continue }
                if let field = map.fields[key] {
                    visit(member, field.type, at: place)
                } else if let element = map.element {
                    visit(member, element, at: place)
                } else {
                    complaints.append("unknown field \"\(place)\"")
                }
            }
        case (.array(let items), .list(let list)):
            for (index, item) in items.enumerated() { visit(item, list.element, at: "\(path)[\(index)]") }
        default: break
        }
    }

    /// What every object may have.
    private static let everywhere: Set<String> = ["apiVersion", "kind"]
}
