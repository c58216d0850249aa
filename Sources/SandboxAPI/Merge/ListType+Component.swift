import Document

/// Why an item of a list has no place in a field set.
struct ListItemError: Error {
    var message: String
}

extension ListType {
    /// What tells an item of a set or keyed list from the others: its value, or its keys with their defaults.
    ///
    /// Source: structured-merge-diff `typed.listItemToPathElement`.
    func component(of item: Value) throws(ListItemError) -> Path.Component {
        switch ownership {
        case .keyed(let keys): .item(try itemKeys(keys, of: item))
        case .set: try member(item)
        case .atomic: throw ListItemError(message: "invalid indexing of non-associative list")
        }
    }

    private func itemKeys(_ keys: [String], of item: Value) throws(ListItemError) -> [Path.ItemKey] {
        guard case .object(let object) = item else {
            let what = item.isNull ? "a null element" : "non-map elements"
            throw ListItemError(message: "associative list with keys may not have \(what)")
        }
        let found = keys.compactMap { key in
            (object[key] ?? keyDefault(key)).map { Path.ItemKey(key, $0) }
        }
        guard !found.isEmpty else {
            let names = keys.map { Value.string($0).compactJSON }.joined(separator: " ")
            throw ListItemError(
                message: "associative list with keys has an element that omits all key fields [\(names)]"
                    + " (and doesn't have default value for any key)")
        }
        return found.count == 1 ? found : found.sorted { $0.name < $1.name }
    }

    private func keyDefault(_ key: String) -> Value? {
        guard case .map(let map) = element.resolved else { return nil }
        return map.fields[key]?.defaultValue
    }

    private func member(_ item: Value) throws(ListItemError) -> Path.Component {
        switch item {
        case .object:
            throw ListItemError(message: "associative list without keys has an element that's a map type")
        case .array: throw ListItemError(message: "not supported: associative list with lists as elements")
        case .null:
            throw ListItemError(message: "associative list without keys has an element that's an explicit null")
        default: .member(item)
        }
    }
}
