extension ItemKey {
    /// The rank in which kinds are installed: what others stand on first (facts of Kubernetes; Helm has the same order).
    package var installRank: Int {
        switch (group, kind) {
        case ("", "Namespace"): 0
        case ("", "ResourceQuota"), ("", "LimitRange"): 1
        case ("storage.k8s.io", "StorageClass"), ("", "PersistentVolume"), ("scheduling.k8s.io", "PriorityClass"): 2
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): 3
        case ("", "ServiceAccount"): 4
        case ("", "Secret"), ("", "ConfigMap"): 5
        case ("rbac.authorization.k8s.io", "ClusterRole"), ("rbac.authorization.k8s.io", "Role"): 6
        case ("rbac.authorization.k8s.io", _): 7
        case ("", "PersistentVolumeClaim"): 8
        case ("", "Service"): 9
        case ("networking.k8s.io", "NetworkPolicy"), ("policy", "PodDisruptionBudget"): 9
        case ("apps", _), ("", "Pod"): 10
        case ("batch", _): 11
        case ("networking.k8s.io", "Ingress"): 12
        case ("apiregistration.k8s.io", _): 14
        case ("admissionregistration.k8s.io", _): 15
        default: 13
        }
    }

    /// The rank in which kinds are removed: what intercepts writes first, then custom resources while their
    /// controllers still run, namespaces last.
    package var removalRank: Int {
        switch (installRank, kind) {
        case (15, _): 0
        case (14, _): 1
        case (13, _): 2
        // Load balancers go while the controllers that made them still run.
        case (_, "Ingress"): 3
        case (_, "Service"): 4
        case (let rank, _): 20 - rank
        }
    }

    /// The order of installation.
    package static func installOrder(_ left: ItemKey, _ right: ItemKey) -> Bool {
        (left.installRank, left) < (right.installRank, right)
    }

    /// The order of removal.
    package static func removalOrder(_ left: ItemKey, _ right: ItemKey) -> Bool {
        (left.removalRank, left) < (right.removalRank, right)
    }
}
