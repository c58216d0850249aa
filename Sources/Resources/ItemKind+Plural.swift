extension ItemKind {
    /// What URLs and roles call the objects of this kind, as Kubernetes and its generators form it: `NetworkPolicy` is
    /// `networkpolicies`. A definition may say otherwise.
    package var plural: String {
        let name = kind.lowercased()
        // It is a plural already.
        if name == "endpoints" { return name }
        if name.hasSuffix("y"), let before = name.dropLast().last, !"aeiou".contains(before) {
            return name.dropLast() + "ies"
        }
        return name + (["s", "x", "ch", "sh"].contains(where: name.hasSuffix) ? "es" : "s")
    }
}
