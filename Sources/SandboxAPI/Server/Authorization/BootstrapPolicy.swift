import Document

/// The roles and bindings that a server makes at its first start, as far as people use them.
///
/// Source: `kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy`.
enum BootstrapPolicy {
    static let roles: [Value] = [
        role("cluster-admin", [rule(["*"], ["*"], ["*"]), paths(["*"], ["*"])]),
        role("admin", viewRules + editRules + adminRules), role("edit", viewRules + editRules),
        role("view", viewRules),
        role("system:discovery", [paths(["get"], discoveryPaths)]),
        role("system:public-info-viewer", [paths(["get"], healthPaths)]),
        role(
            "system:service-account-issuer-discovery",
            [paths(["get"], ["/.well-known/openid-configuration", "/openid/v1/jwks"])]),
        role(
            "system:basic-user",
            [
                rule(
                    ["create"], ["authorization.k8s.io"],
                    ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
                rule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"]),
            ]),
    ]

    static let bindings: [Value] = [
        binding("cluster-admin", to: ["system:masters"]),
        binding("system:discovery", to: ["system:authenticated"]),
        binding("system:basic-user", to: ["system:authenticated"]),
        binding("system:service-account-issuer-discovery", to: ["system:serviceaccounts"]),
        binding("system:public-info-viewer", to: ["system:authenticated", "system:unauthenticated"]),
    ]

    private static let viewRules = resources(
        ["get", "list", "watch"],
        """
        configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers \
        replicationcontrollers/scale serviceaccounts services services/status
        bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status \
        resourcequotas resourcequotas/status
        namespaces
        discovery.k8s.io: endpointslices
        apps: controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status \
        replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status
        autoscaling: horizontalpodautoscalers horizontalpodautoscalers/status
        batch: cronjobs cronjobs/status jobs jobs/status
        policy: poddisruptionbudgets poddisruptionbudgets/status
        networking.k8s.io: ingresses ingresses/status networkpolicies
        """)

    private static let editRules =
        resources(
            ["get", "list", "watch"],
            "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy")
        + resources(["impersonate"], "serviceaccounts") + resources(["create"], "pods/eviction serviceaccounts/token")
        + resources(
            ["create", "delete", "deletecollection", "patch", "update"],
            """
            pods pods/attach pods/exec pods/portforward pods/proxy
            configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets \
            serviceaccounts services services/proxy
            apps: daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale \
            statefulsets statefulsets/scale
            autoscaling: horizontalpodautoscalers
            batch: cronjobs jobs
            policy: poddisruptionbudgets
            networking.k8s.io: ingresses networkpolicies
            """)

    private static let adminRules =
        resources(["create"], "authorization.k8s.io: localsubjectaccessreviews")
        + resources(
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            "rbac.authorization.k8s.io: rolebindings roles")

    private static let healthPaths = ["/healthz", "/livez", "/readyz", "/version", "/version/"]

    private static let discoveryPaths =
        ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"] + healthPaths

    private static func role(_ name: String, _ rules: [Value]) -> Value {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
            "metadata": metadata(name),
            "rules": .array(rules),
        ]
    }

    private static func binding(_ name: String, to groups: [String]) -> Value {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": metadata(name),
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(name)],
            "subjects": .array(
                groups.map { ["kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": .string($0)] }),
        ]
    }

    private static func metadata(_ name: String) -> Value {
        [
            "name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
            "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
        ]
    }

    private static func rule(_ verbs: [String], _ groups: [String], _ resources: [String]) -> Value {
        ["verbs": strings(verbs), "apiGroups": strings(groups), "resources": strings(resources)]
    }

    /// A rule a line: `group: resources`, of the core group without its name.
    private static func resources(_ verbs: [String], _ lines: String) -> [Value] {
        lines.split(separator: "\n").map { line in
            let parts = line.split(separator: ":")
            let names = parts.last?.split(separator: " ").map(String.init) ?? []
            return rule(verbs, [parts.count > 1 ? String(parts[0]) : ""], names)
        }
    }

    private static func paths(_ verbs: [String], _ urls: [String]) -> Value {
        ["verbs": strings(verbs), "nonResourceURLs": strings(urls)]
    }

    private static func strings(_ items: [String]) -> Value { .array(items.map(Value.string)) }
}
