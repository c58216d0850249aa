import Document
import SandboxAPI

/// What an API server and its first controllers make of an empty store.
enum ClusterBootstrap {
    /// Makes what is missing; on a store that has it all, nothing.
    static func run(_ client: ClusterClient) {
        let client = client.acting(as: "kube-apiserver")
        for name in ["kube-system", "kube-public", "kube-node-lease", "default"] {
            client.ensure(.namespaces, ["metadata": ["name": .string(name)]])
        }
        for (name, rules) in roles {
            client.ensure(.clusterRoles, ["metadata": metadata(name), "rules": rules])
        }
        for (name, groups) in bindings {
            client.ensure(.clusterRoleBindings, binding(name, role: name, groups: groups, metadata: metadata(name)))
        }
    }

    /// A ClusterRoleBinding of groups.
    static func binding(_ name: String, role: String, groups: [String], metadata: Value? = nil) -> Value {
        [
            "metadata": metadata ?? ["name": .string(name)],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role)],
            "subjects": .array(
                groups.map { ["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string($0)] }),
        ]
    }

    /// A Node that is Ready: a worker.
    static func node(_ name: String, version: String) -> (object: Value, status: Value) {
        let now = Value.string(Clock.timestamp)
        let capacity: Value = [
            "cpu": "4", "memory": "8Gi", "pods": "110", "ephemeral-storage": "50Gi",
        ]
        let object: Value = [
            "metadata": [
                "name": .string(name),
                "labels": [
                    "kubernetes.io/hostname": .string(name), "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                ],
            ]
        ]
        let status: Value = [
            "capacity": capacity, "allocatable": capacity,
            "conditions": [
                [
                    "type": "Ready", "status": "True", "reason": "KubeletReady",
                    "message": "kubelet is posting ready status", "lastHeartbeatTime": now,
                    "lastTransitionTime": now,
                ]
            ],
            "addresses": [["type": "Hostname", "address": .string(name)]],
            "nodeInfo": [
                "machineID": "", "systemUUID": "", "bootID": "", "kernelVersion": "6.1.0", "osImage": "sandbox",
                "containerRuntimeVersion": "sandbox://1", "kubeletVersion": .string(version),
                "kubeProxyVersion": "", "operatingSystem": "linux", "architecture": "amd64",
            ],
        ]
        return (object, status)
    }

    /// Registers a Ready Node unless it is there.
    static func register(node name: String, version: String, _ client: ClusterClient) {
        let client = client.acting(as: "kubelet")
        let node = node(name, version: version)
        client.ensure(.nodes, node.object)
        client.merge(.nodes, ObjectKey(name: name), subresource: "status", ["status": node.status])
    }

    private static func metadata(_ name: String) -> Value {
        [
            "name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
            "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
        ]
    }

    private static let roles: [(String, Value)] = [
        (
            "cluster-admin",
            [
                ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]],
                ["verbs": ["*"], "nonResourceURLs": ["*"]],
            ]
        ),
        (
            "system:discovery",
            [
                [
                    "verbs": ["get"],
                    "nonResourceURLs": [
                        "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz",
                        "/version", "/version/",
                    ],
                ]
            ]
        ),
        (
            "system:public-info-viewer",
            [["verbs": ["get"], "nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version", "/version/"]]]
        ),
        (
            "system:basic-user",
            [
                [
                    "verbs": ["create"], "apiGroups": ["authorization.k8s.io"],
                    "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
                ],
                [
                    "verbs": ["create"], "apiGroups": ["authentication.k8s.io"],
                    "resources": ["selfsubjectreviews"],
                ],
            ]
        ),
    ]

    private static let bindings: [(String, [String])] = [
        ("cluster-admin", ["system:masters"]),
        ("system:discovery", ["system:authenticated"]),
        ("system:public-info-viewer", ["system:authenticated", "system:unauthenticated"]),
        ("system:basic-user", ["system:authenticated"]),
    ]
}
