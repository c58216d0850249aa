import Schemas

extension ItemKind {
    /// Whether objects of a built-in kind live in namespaces; nil for kinds that only the server knows.
    package var isNamespaced: Bool? {
        if group == "kamaji.clastix.io" { return kind == "TenantControlPlane" }
        return BuiltInKinds.isNamespaced(group: group, kind: kind)
    }

    /// Whether Kubernetes itself has the kind.
    package var isBuiltIn: Bool { BuiltInKinds.isNamespaced(group: group, kind: kind) != nil }
}
