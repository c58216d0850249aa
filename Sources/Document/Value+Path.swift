extension Value {
    /// The node at a path; nil where there is none. Setting nil removes a member; setting creates missing objects
    /// on the way (never list items).
    package subscript(path: Path) -> Value? {
        get { node(path.components[...]) }
        set { set(newValue, at: path.components[...]) }
    }

    private func node(_ components: ArraySlice<Path.Component>) -> Value? {
        var current = self
        for component in components {
            guard let next = current.child(component) else { return nil }
            current = next
        }
        return current
    }

    private func child(_ component: Path.Component) -> Value? {
        switch component {
        case .key(let key): return self[key]
        case .index(let index): return self[index]
        case .item, .member: return position(of: component).flatMap { self[$0] }
        }
    }

    private func position(of component: Path.Component) -> Int? {
        guard case .array(let items) = self else { return nil }
        switch component {
        case .index(let index): return items.indices.contains(index) ? index : nil
        case .item(let keys):
            return items.firstIndex { item in keys.allSatisfy { item[$0.name] == $0.value } }
        case .member(let value): return items.firstIndex(of: value)
        case .key: return nil
        }
    }

    private mutating func set(_ newValue: Value?, at components: ArraySlice<Path.Component>) {
        guard let first = components.first else {
            self = newValue ?? .null
            return
        }
        let rest = components.dropFirst()
        if case .key(let key) = first {
            if rest.isEmpty {
                self[key] = newValue
            } else if newValue != nil || self[key] != nil {
                change(key) { $0.set(newValue, at: rest) }
            }
        } else if let position = position(of: first), case .array(var items) = self {
            // Lets go of the old storage first, so that the change is made in place; so does `change`.
            self = .null
            if rest.isEmpty, newValue == nil {
                items.remove(at: position)
            } else {
                items[position].set(newValue, at: rest)
            }
            self = .array(items)
        }
    }

    /// Changes the member of a key, which is an empty object where there was none; anything but an object is replaced by one.
    package mutating func change(_ key: String, _ change: (inout Value) -> Void) {
        var object = object ?? [:]
        self = .null
        object.change(key, change)
        self = .object(object)
    }
}
