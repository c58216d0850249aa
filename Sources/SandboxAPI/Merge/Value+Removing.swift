import Document
import Kubernetes

extension Value {
    /// The value without the fields of a set; what becomes empty by that stays as an empty list or map.
    ///
    /// Source: structured-merge-diff v6.3.2 `typed.removingWalker`; releases before and after it leave null.
    func removing(_ fields: FieldSet, as type: SchemaType) -> Value {
        guard !fields.isEmpty else { return self }
        switch (Atom(type, for: self), self) {
        case (.scalar, _): return self
        case (.list(let list), .array(let items)) where list.ownership != .atomic:
            return .array(
                items.compactMap { item in
                    guard let component = try? list.component(of: item) else { return item }
                    if fields.isMember(component) { return nil }
                    return item.removing(fields.subset(below: component), as: list.element)
                })
        case (.map(let map), .object(let object)) where !map.isAtomic:
            var kept = Object(minimumCapacity: object.count)
            for (key, value) in object where !fields.isMember(.key(key)) {
                kept[key] = value.removing(fields.subset(below: .key(key)), as: map.type(of: key) ?? .untyped)
            }
            return .object(kept)
        // What is atomic goes whole or not at all; fields below it are left from an older schema.
        case (_, .array): return .array([])
        case (_, .object): return .object([:])
        default: return .null
        }
    }
}
