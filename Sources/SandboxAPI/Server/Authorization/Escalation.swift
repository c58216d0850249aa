import Document

/// Nobody can give away rights that they do not have: what a role or a binding grants, its writer must be granted
/// already, unless they may `escalate` the role or `bind` to it.
///
/// Source: `k8s.io/kubernetes/pkg/registry/rbac/validation`.
struct Escalation {
    let authorizer: Authorizer
    let user: APIUser

    /// The rights that an object of RBAC grants and its writer lacks, described one a line; nil where nothing is amiss.
    func refusal(of object: Value, in info: RequestInfo) -> String? {
        guard let granted = grants(of: object, info) else { return nil }
        let owned = authorizer.rules(for: user, namespace: info.namespace)
        let missing = granted.flatMap(Self.parts).filter { part in !owned.contains { Self.covers($0, part) } }
        guard !missing.isEmpty else { return nil }
        let groups = Self.quoted(user.groups.map(Value.string))
        return "user \(Value.string(user.name).compactJSON) (groups=\(groups)) is attempting to grant RBAC "
            + "permissions not currently held:\n" + Self.descriptions(of: missing).joined(separator: "\n")
    }

    /// What the object grants; nil where the writer may do so in any case.
    private func grants(of object: Value, _ info: RequestInfo) -> [Value]? {
        let reference = object["roleRef"]
        let verb = reference == nil ? "escalate" : "bind"
        let resource =
            reference == nil ? info.resource.name : reference?["kind"] == "ClusterRole" ? "clusterroles" : "roles"
        let name = (reference ?? object["metadata"])?["name"]?.string ?? ""
        let question = Authorizer.Question(
            verb: verb, group: info.resource.group, resource: resource, name: name, namespace: info.namespace)
        guard !authorizer.allows(user, question) else { return nil }
        guard reference != nil else { return object["rules"]?.array ?? [] }
        return authorizer.rules(of: reference, in: info.namespace)
    }

    // MARK: Rules

    /// A rule as rules of one verb and one resource or path each.
    private static func parts(of rule: Value) -> [Value] {
        func items(_ key: String) -> [Value] { rule[key]?.array ?? [] }
        return items("verbs").flatMap { verb -> [Value] in
            let named = items("resourceNames").isEmpty ? [nil] : items("resourceNames").map(Optional.some)
            let resources = items("apiGroups").flatMap { group in
                items("resources").flatMap { resource in
                    named.map { name -> Value in
                        var part: Object = ["apiGroups": [group], "resources": [resource], "verbs": [verb]]
                        if let name { part["resourceNames"] = [name] }
                        return .object(part)
                    }
                }
            }
            return resources + items("nonResourceURLs").map { ["nonResourceURLs": [$0], "verbs": [verb]] }
        }
    }

    private static func covers(_ rule: Value, _ part: Value) -> Bool {
        func first(_ key: String) -> String { part[key]?[0]?.string ?? "" }
        let question =
            part["nonResourceURLs"] == nil
            ? Authorizer.Question(
                verb: first("verbs"), group: first("apiGroups"), resource: first("resources"),
                name: first("resourceNames"))
            : Authorizer.Question(verb: first("verbs"), path: first("nonResourceURLs"))
        return Authorizer.covers(rule, question)
    }

    /// Rules of the same resource joined, in the words of Go.
    private static func descriptions(of parts: [Value]) -> [String] {
        var verbs: [String: [Value]] = [:]
        for part in parts {
            let members = ["APIGroups", "Resources", "NonResourceURLs", "ResourceNames"].compactMap { name in
                part[member(name)]?.array.map { "\(name):\(quoted($0))" }
            }
            verbs[members.joined(separator: ", "), default: []].append(contentsOf: part["verbs"]?.array ?? [])
        }
        return verbs.map { "{\($0.key), Verbs:\(quoted($0.value))}" }.sorted()
    }

    private static func member(_ name: String) -> String {
        name == "APIGroups" ? "apiGroups" : name.prefix(1).lowercased() + name.dropFirst()
    }

    private static func quoted(_ items: [Value]) -> String {
        "[\(items.map(\.compactJSON).joined(separator: " "))]"
    }
}

extension ServerState {
    /// Refuses a role or a binding by which its writer would give away more than they have.
    func admitRights(
        _ object: Value, live: Value?, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) {
        guard info.resource.group == "rbac.authorization.k8s.io", let user = options.user, !user.isMaster,
            live.map({ $0["rules"] != object["rules"] || $0["subjects"] != object["subjects"] }) ?? true
        else { return }
        let escalation = Escalation(authorizer: Authorizer(store: store), user: user)
        guard let refusal = escalation.refusal(of: object, in: info) else { return }
        throw .forbidden(info.resource.groupResource, object["metadata"]?["name"]?.string ?? "", refusal)
    }
}
