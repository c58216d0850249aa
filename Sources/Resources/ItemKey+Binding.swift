import Document

extension ItemKey {
    /// What binds a mark to the one object it was set on, written beside the address: a digest of API group, kind, namespace
    /// and name. A mark whose binding is another object's was copied, whatever the server's record of it says.
    ///
    /// The version is no part of it, and neither is the place: a cluster may be called otherwise tomorrow.
    package var binding: String {
        Digest(of: [.string(group), .string(kind), namespace.map(Value.string) ?? .null, .string(name)]).short
    }
}

extension Item.Mark {
    /// Whether an item carries the binding of its own key; true for what is not a Kubernetes object and has its name in its
    /// mark.
    package static func isBound(_ value: Value, to key: ItemKey) -> Bool {
        guard key.isKubernetes else { return true }
        return value["metadata"]?["annotations"]?[itemAnnotation]?.string == key.binding
    }
}
