import Document
import Kubernetes

extension Value {
    /// The value without the fields of a set; what becomes empty by that is left as null.
    ///
    /// Source: structured-merge-diff `typed.removingWalker`.
    func removing(_ fields: FieldSet, as type: SchemaType) -> Value {
        guard !fields.isEmpty else { return self }
        switch Atom(type, for: self) {
        case .scalar: return self
        case .list(let list):
            // An atomic list goes whole or not at all; fields below it mean nothing.
            guard list.ownership != .atomic, case .array(let items) = self else { return .null }
            let kept = items.compactMap { item -> Value? in
                guard let component = try? list.component(of: item) else { return item }
                if fields.isMember(component) { return nil }
                let below = fields.subset(below: component)
                return below.isEmpty ? item : item.removing(below, as: list.element)
            }
            return kept.isEmpty ? .null : .array(kept)
        case .map(let map):
            guard !map.isAtomic, case .object(let object) = self else { return .null }
            var kept = Object(minimumCapacity: object.count)
            for (key, value) in object where !fields.isMember(.key(key)) {
                let below = fields.subset(below: .key(key))
                kept[key] = below.isEmpty ? value : value.removing(below, as: map.type(of: key) ?? .untyped)
            }
            return kept.isEmpty ? .null : .object(kept)
        }
    }
}
