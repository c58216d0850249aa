import Resources

/// An object as people name it on a command line: `configmap/settings`, `deployment.apps/web`, `apps/v1/deployment/web`, with its
/// namespace before its name (`configmap/shop/settings`); of what has no kind the name or the provider's id (`4711`).
///
/// The version says nothing: an object is the same in all of them.
struct ObjectName {
    private var group: String?
    private var kind: String?
    private var namespace: String?
    private let name: String

    /// Every text is a name; one that names nothing fits no item.
    init(_ text: String) {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        name = parts.popLast() ?? ""
        // A namespace may be called `v1`: a kind stands behind a version.
        if let version = parts.dropLast().prefix(2).firstIndex(where: Self.isVersion) {
            group = version == 0 ? "" : parts[0]
            parts.removeFirst(version + 1)
        }
        guard let first = parts.first else { return }
        let words = first.split(separator: ".", maxSplits: 1).map { $0.lowercased() }
        kind = words.first ?? ""
        if words.count > 1 { group = words[1] }
        if parts.count > 1 { namespace = parts[1...].joined(separator: "/") }
    }

    /// Whether it names an item, which was seen with this identity.
    func names(_ key: ItemKey, uid: String?) -> Bool {
        if kind == nil, group == nil, !key.isKubernetes, let uid, uid == name { return true }
        guard name == key.name else { return false }
        if let group, group != key.group { return false }
        if let namespace, namespace != key.namespace { return false }
        guard let kind else { return group == nil }
        let known = key.kind.lowercased()
        return kind == known || kind == Self.plural(of: known)
    }

    /// As Kubernetes guesses the names of resources: `ingresses`, `networkpolicies`, `deployments`.
    ///
    /// Source: `UnsafeGuessKindToResource` of k8s.io/apimachinery.
    private static func plural(of kind: String) -> String {
        switch kind.last {
        case "s": kind == "endpoints" ? kind : "\(kind)es"
        case "y": "\(kind.dropLast())ies"
        default: "\(kind)s"
        }
    }

    /// `v1`, `v2beta1`.
    private static func isVersion(_ text: String) -> Bool {
        guard text.first == "v", let digit = text.dropFirst().first, digit.isNumber else { return false }
        let rest = text.dropFirst().drop(while: \.isNumber)
        return rest.isEmpty
            || ["alpha", "beta"].contains { rest.hasPrefix($0) && rest.dropFirst($0.count).allSatisfy(\.isNumber) }
    }
}
