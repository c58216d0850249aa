import SandboxAPI

/// A resource in the version the sandbox's own parts use it in.
package struct ResourceName: Sendable, Hashable {
    package let group: String
    package let version: String
    package let plural: String
    package let kind: String
    package let isNamespaced: Bool

    package init(_ group: String, _ version: String, _ plural: String, _ kind: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.isNamespaced = isNamespaced
    }

    package var groupResource: GroupResource { GroupResource(group: group, resource: plural) }

    /// `apps/v1`, or `v1` of the core group.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Where the objects are: `/apis/apps/v1/namespaces/x/deployments`.
    package func path(namespace: String) -> String {
        let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        return isNamespaced && !namespace.isEmpty ? "\(root)/namespaces/\(namespace)/\(plural)" : "\(root)/\(plural)"
    }

    package func path(_ key: ObjectKey) -> String { path(namespace: key.namespace) + "/" + key.name }
}

extension ResourceName {
    package static let namespaces = ResourceName("", "v1", "namespaces", "Namespace", isNamespaced: false)
    package static let nodes = ResourceName("", "v1", "nodes", "Node", isNamespaced: false)
    package static let pods = ResourceName("", "v1", "pods", "Pod")
    package static let services = ResourceName("", "v1", "services", "Service")
    package static let secrets = ResourceName("", "v1", "secrets", "Secret")
    package static let configMaps = ResourceName("", "v1", "configmaps", "ConfigMap")
    package static let serviceAccounts = ResourceName("", "v1", "serviceaccounts", "ServiceAccount")
    package static let volumes = ResourceName("", "v1", "persistentvolumes", "PersistentVolume", isNamespaced: false)
    package static let volumeClaims = ResourceName("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim")
    package static let deployments = ResourceName("apps", "v1", "deployments", "Deployment")
    package static let replicaSets = ResourceName("apps", "v1", "replicasets", "ReplicaSet")
    package static let statefulSets = ResourceName("apps", "v1", "statefulsets", "StatefulSet")
    package static let controllerRevisions = ResourceName("apps", "v1", "controllerrevisions", "ControllerRevision")
    package static let daemonSets = ResourceName("apps", "v1", "daemonsets", "DaemonSet")
    package static let disruptionBudgets = ResourceName("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget")
    package static let jobs = ResourceName("batch", "v1", "jobs", "Job")
    package static let clusterRoles = ResourceName(
        "rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", isNamespaced: false)
    package static let clusterRoleBindings = ResourceName(
        "rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", isNamespaced: false)
    package static let definitions = ResourceName(
        "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", isNamespaced: false)
    package static let storageClasses = ResourceName(
        "storage.k8s.io", "v1", "storageclasses", "StorageClass", isNamespaced: false)
    package static let dataStores = ResourceName(
        "kamaji.clastix.io", "v1alpha1", "datastores", "DataStore", isNamespaced: false)
    package static let tenantControlPlanes = ResourceName(
        "kamaji.clastix.io", "v1alpha1", "tenantcontrolplanes", "TenantControlPlane")
}
