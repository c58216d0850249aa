import Document

/// The roles and bindings that a server makes at its first start, as far as people use them.
///
/// Source: `kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy`.
enum BootstrapPolicy {
    static var roles: [Value] {
        [
            role("cluster-admin", [rule(["*"], ["*"], ["*"]), paths(["*"], ["*"])]),
            role(
                "admin",
                [
                    rule(["*"], workloadGroups, ["*"]),
                    rule(["*"], ["rbac.authorization.k8s.io"], ["roles", "rolebindings"]),
                ]),
            role("edit", [rule(["*"], workloadGroups, editable)]),
            role("view", [rule(["get", "list", "watch"], workloadGroups, viewable)]),
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
    }

    static var bindings: [Value] {
        [
            binding("cluster-admin", to: ["system:masters"]),
            binding("system:discovery", to: ["system:authenticated"]),
            binding("system:basic-user", to: ["system:authenticated"]),
            binding("system:service-account-issuer-discovery", to: ["system:serviceaccounts"]),
            binding("system:public-info-viewer", to: ["system:authenticated", "system:unauthenticated"]),
        ]
    }

    private static let workloadGroups = ["", "apps", "autoscaling", "batch", "networking.k8s.io", "policy"]

    private static let viewable = [
        "configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "pods/log", "pods/status",
        "replicationcontrollers", "serviceaccounts", "services", "services/status", "namespaces", "daemonsets",
        "daemonsets/status", "deployments", "deployments/scale", "deployments/status", "replicasets",
        "replicasets/scale", "replicasets/status", "statefulsets", "statefulsets/scale", "statefulsets/status",
        "horizontalpodautoscalers", "cronjobs", "jobs", "ingresses", "networkpolicies", "poddisruptionbudgets",
        "limitranges", "resourcequotas", "controllerrevisions",
    ]

    private static let editable = viewable + ["secrets", "pods/eviction", "pods/exec", "pods/portforward"]

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

    private static func paths(_ verbs: [String], _ urls: [String]) -> Value {
        ["verbs": strings(verbs), "nonResourceURLs": strings(urls)]
    }

    private static func strings(_ items: [String]) -> Value { .array(items.map(Value.string)) }
}
