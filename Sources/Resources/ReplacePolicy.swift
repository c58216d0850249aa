/// When an object that its server does not change in place is deleted and made anew.
package enum ReplacePolicy: String, Sendable, Hashable, CaseIterable {
    /// Without being asked, within the estate's guard on replacements.
    case automatically
    /// Where the operator asks for it by the address of its resource.
    case onRequest
    case never

    /// What goes for a kind where neither an object nor its application says anything: what keeps nothing, and answers under no
    /// address of its own, is replaced without being asked; of everything else only its owner knows what would be lost.
    package init(usualFor kind: ItemKind) {
        self = Self.stateless[kind.group]?.contains(kind.kind) == true ? .automatically : .onRequest
    }

    private static let stateless: [String: Set<String>] = [
        "": ["ConfigMap", "Secret", "LimitRange", "ResourceQuota"],
        "apps": ["Deployment", "DaemonSet", "ReplicaSet"],
        "batch": ["Job", "CronJob"],
        "autoscaling": ["HorizontalPodAutoscaler"],
        "networking.k8s.io": ["IngressClass", "NetworkPolicy"],
        "policy": ["PodDisruptionBudget"],
        "rbac.authorization.k8s.io": ["RoleBinding", "ClusterRoleBinding"],
        "scheduling.k8s.io": ["PriorityClass"],
        "storage.k8s.io": ["StorageClass"],
    ]
}
