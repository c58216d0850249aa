import Document

/// A key of `fieldsV1` that cannot be read.
package struct FieldSetError: Error, Sendable, Hashable, CustomStringConvertible {
    package var key: String
    package var reason: String

    package var description: String { "fieldsV1 key \(Value.string(key).compactJSON): \(reason)" }
}

extension FieldSet {
    /// Reads `fieldsV1`. Keys of kinds that a later server may bring are passed over, as the server does.
    package init(fieldsV1 value: Value) throws(FieldSetError) {
        guard case .object(let object) = value else { return }
        for (key, below) in object where key != "." {
            guard let component = try Path.Component(fieldsV1Key: key) else { continue }
            let children = try FieldSet(fieldsV1: below)
            // An element without anything below it is written as an empty object, without its ".".
            let isMember = below["."] != nil || below.isEmptyContainer || below.isNull
            setNode(Node(isMember: isMember, children: children), of: component)
        }
    }

    /// `fieldsV1` as the server writes it, keys in its order.
    package var fieldsV1: Value {
        .object(contents(includingSelf: false))
    }

    private func contents(includingSelf: Bool) -> Object {
        var object = Object(minimumCapacity: nodes.count + 1)
        if includingSelf, !isEmpty { object["."] = .object([:]) }
        for (component, node) in sortedNodes {
            object[component.fieldsV1Key] = .object(node.children.contents(includingSelf: node.isMember))
        }
        return object
    }
}

extension Path.Component {
    /// A key such as `f:spec`, `k:{"name":"web"}`, `v:"a"` or `i:0`; nil where its kind is unknown.
    package init?(fieldsV1Key key: String) throws(FieldSetError) {
        let bytes = key.utf8
        guard bytes.count >= 2, bytes.dropFirst().first == UInt8(ascii: ":") else {
            throw FieldSetError(key: key, reason: "no kind of path element")
        }
        let rest = String(key.dropFirst(2))
        switch bytes.first {
        case UInt8(ascii: "f"): self = .key(rest)
        case UInt8(ascii: "k"):
            guard case .object(let keys) = try Self.json(rest, of: key) else {
                throw FieldSetError(key: key, reason: "the keys of a list item are not an object")
            }
            self = .item(keys.sorted.map { Path.ItemKey($0.key, $0.value) })
        case UInt8(ascii: "v"): self = .member(try Self.json(rest, of: key))
        case UInt8(ascii: "i"):
            guard let index = Int(rest) else { throw FieldSetError(key: key, reason: "the index is not a number") }
            self = .index(index)
        default: return nil
        }
    }

    /// The component as a key of `fieldsV1`.
    package var fieldsV1Key: String {
        switch self {
        case .key(let name): "f:" + name
        case .item(let keys): "k:" + Value.object(Object(keys.map { ($0.name, $0.value) })).compactJSON
        case .member(let value): "v:" + value.compactJSON
        case .index(let index): "i:\(index)"
        }
    }

    private static func json(_ text: String, of key: String) throws(FieldSetError) -> Value {
        do {
            return try Value(json: text)
        } catch {
            throw FieldSetError(key: key, reason: error.description)
        }
    }
}
