import Document
import SandboxAPI

/// What is made in a cluster beyond what its API server starts with.
enum ClusterBootstrap {
    /// A ClusterRoleBinding of groups.
    static func binding(_ name: String, role: String, groups: [String]) -> Value {
        [
            "metadata": ["name": .string(name)],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role)],
            "subjects": .array(
                groups.map { ["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string($0)] }),
        ]
    }

    /// A Node that is Ready: a worker.
    static func node(_ name: String, version: String, now: Value) -> (object: Value, status: Value) {
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
        let node = node(name, version: version, now: client.timestamp)
        client.ensure(.nodes, node.object)
        client.merge(.nodes, ObjectKey(name: name), subresource: "status", ["status": node.status])
    }
}
