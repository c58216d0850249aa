import Document
import Kubernetes

extension FieldSet {
    /// The fields that applying a configuration owns.
    ///
    /// Source: structured-merge-diff `typed.toFieldSetWalker`.
    init(ownedBy configuration: Value, as type: SchemaType) {
        self.init()
        switch Atom(type, for: configuration) {
        case .map(let map):
            if !map.isAtomic, case .object(let object) = configuration { insertMembers(of: object, map) }
        case .list(let list):
            if list.ownership != .atomic, case .array(let items) = configuration { insertItems(items, list) }
        case .scalar: break
        }
    }

    private mutating func insertMembers(of object: Object, _ map: MapType) {
        for (key, value) in object {
            let type = map.type(of: key) ?? .untyped
            let isEmptyMap = value.object?.isEmpty ?? false
            let isMember =
                map.fields[key] == nil || value.isNull || isEmptyMap || Atom(type, for: value).isLeaf
            setNode(Node(isMember: isMember, children: FieldSet(ownedBy: value, as: type)), of: .key(key))
        }
    }

    private mutating func insertItems(_ items: [Value], _ list: ListType) {
        for item in items {
            guard let component = try? list.component(of: item) else { continue }
            // Of duplicates, which only stored objects have, all belong to the one element.
            let children = subset(below: component).union(FieldSet(ownedBy: item, as: list.element))
            setNode(Node(isMember: true, children: children), of: component)
        }
    }

    /// The set with each declared field that has elements below it as an element too.
    ///
    /// Owners of a field inside a struct do not own the struct itself, but when fields are removed it goes with the
    /// last of them. Source: structured-merge-diff `Set.EnsureNamedFieldsAreMembers`.
    func withDeclaredFields(of type: SchemaType?) -> FieldSet {
        var result = FieldSet()
        let shape = type?.resolved
        for (component, node) in sortedNodes {
            var isMember = node.isMember
            var below: SchemaType?
            switch (component, shape) {
            case (.key(let key), .map(let map)):
                if map.fields[key] != nil, !node.children.isEmpty { isMember = true }
                below = map.type(of: key)
            case (.key, .untyped): below = .untyped
            case (.item, .list(let list)): below = list.element
            default: below = nil
            }
            result.setNode(
                Node(isMember: isMember, children: node.children.withDeclaredFields(of: below)), of: component)
        }
        return result
    }
}

extension Atom {
    /// Whether a value of this kind is owned whole.
    var isLeaf: Bool {
        switch self {
        case .scalar: true
        case .list(let list): list.ownership == .atomic
        case .map(let map): map.isAtomic
        }
    }
}
