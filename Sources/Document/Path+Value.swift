extension Path {
    /// The path as files keep it: keys as strings, indices as numbers, items and members as maps.
    package var value: Value {
        .array(
            components.map { component in
                switch component {
                case .key(let key): .string(key)
                case .index(let index): .integer(Int64(index))
                case .item(let keys): ["item": .object(Object(keys.map { ($0.name, $0.value) }))]
                case .member(let value): ["member": value]
                }
            })
    }

    /// Reads what `value` writes; nil where it is none.
    package init?(_ value: Value) {
        guard case .array(let items) = value else { return nil }
        var components: [Component] = []
        for item in items {
            switch item {
            case .string(let key): components.append(.key(key))
            case .integer(let index): components.append(.index(Int(index)))
            default:
                if let keys = item["item"]?.object {
                    components.append(.item(keys.sorted.map { ItemKey($0.key, $0.value) }))
                } else if let member = item["member"] {
                    components.append(.member(member))
                } else {
                    return nil
                }
            }
        }
        self.init(components)
    }
}
