import Document

/// What RBAC says: the rules of the stored roles, through the bindings that name a user or its groups.
struct Authorizer: Sendable {
    /// What is asked: may this be done to that?
    struct Question: Sendable, Hashable {
        var verb: String
        var group = ""
        /// `pods`, or `pods/log`.
        var resource = ""
        var name = ""
        /// Empty: at the cluster scope.
        var namespace = ""
        /// Of requests for no resource: `/version`.
        var path: String?
    }

    let store: ObjectStore

    func allows(_ user: APIUser, _ question: Question) -> Bool {
        user.isMaster || rules(for: user, namespace: question.namespace).contains { Self.covers($0, question) }
    }

    /// The rules that hold for a user in a namespace, those of the whole cluster among them.
    func rules(for user: APIUser, namespace: String) -> [Value] {
        var bindings = Array(store.objects(of: Self.resource("clusterrolebindings")))
        if !namespace.isEmpty {
            bindings.append(contentsOf: store.objects(of: Self.resource("rolebindings"), namespace: namespace))
        }
        return bindings.flatMap { binding -> [Value] in
            let value = binding.value
            let subjects = value["subjects"]?.array ?? []
            guard subjects.contains(where: { Self.names($0, user, in: binding.key.namespace) }) else { return [] }
            return rules(of: value["roleRef"], in: binding.key.namespace)
        }
    }

    /// The rules of the role that a binding refers to.
    func rules(of reference: Value?, in namespace: String) -> [Value] {
        guard let name = reference?["name"]?.string else { return [] }
        let isCluster = reference?["kind"] == "ClusterRole"
        let key = isCluster ? ObjectKey(name: name) : ObjectKey(namespace: namespace, name: name)
        let role = store.object(key, of: Self.resource(isCluster ? "clusterroles" : "roles"))
        return role?.value["rules"]?.array ?? []
    }

    private static func resource(_ name: String) -> GroupResource {
        GroupResource(group: "rbac.authorization.k8s.io", resource: name)
    }

    private static func names(_ subject: Value, _ user: APIUser, in namespace: String) -> Bool {
        let name = subject["name"]?.string ?? ""
        switch subject["kind"]?.string {
        case "User": return name == user.name
        case "Group": return user.groups.contains(name)
        case "ServiceAccount":
            let home = subject["namespace"]?.string ?? namespace
            return user.name == "system:serviceaccount:\(home):\(name)"
        default: return false
        }
    }

    /// Whether a rule allows what is asked.
    static func covers(_ rule: Value, _ question: Question) -> Bool {
        func has(_ key: String, _ wanted: String) -> Bool {
            (rule[key]?.array ?? []).contains { $0 == "*" || $0.string == wanted }
        }
        guard has("verbs", question.verb) else { return false }
        if let path = question.path {
            return (rule["nonResourceURLs"]?.array ?? []).compactMap(\.string).contains { pattern in
                pattern == path || pattern.hasSuffix("*") && path.hasPrefix(pattern.dropLast())
            }
        }
        let isNamed = (rule["resourceNames"]?.array ?? []).isEmpty || has("resourceNames", question.name)
        let subresource = question.resource.split(separator: "/").dropFirst().first
        return has("apiGroups", question.group) && isNamed
            && (has("resources", question.resource) || subresource.map { has("resources", "*/\($0)") } ?? false)
    }
}
