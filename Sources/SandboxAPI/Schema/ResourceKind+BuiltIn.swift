import Document

extension ResourceKind {
    /// The kinds that are there without any CRD.
    package static let builtIn: [ResourceKind] =
        coreKinds + workloadKinds + accessKinds + clusterKinds + policyKinds

    private static let coreKinds: [ResourceKind] = [
        core("Namespace", "namespaces", ["ns"], isNamespaced: false, hasStatus: true, rules: .namespace),
        core("ConfigMap", "configmaps", ["cm"], rules: .configMap),
        core("Secret", "secrets", [], rules: .secret),
        core("Service", "services", ["svc"], categories: ["all"], hasStatus: true, rules: .service),
        core("ServiceAccount", "serviceaccounts", ["sa"]),
        core("Event", "events", ["ev"]),
        core("Endpoints", "endpoints", ["ep"], singular: "endpoints"),
        core("Node", "nodes", ["no"], isNamespaced: false, hasStatus: true, rules: .node),
        core(
            "Pod", "pods", ["po"], categories: ["all"], hasStatus: true, hasGeneration: true, rules: .pod),
        core(
            "PersistentVolumeClaim", "persistentvolumeclaims", ["pvc"], hasStatus: true, rules: .persistentVolumeClaim),
        core("ResourceQuota", "resourcequotas", ["quota"], hasStatus: true),
        core("LimitRange", "limitranges", ["limits"], rules: .limitRange),
    ]

    private static let workloadKinds: [ResourceKind] = [
        ResourceKind(
            group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers",
            shortNames: ["hpa"], categories: ["all"], hasStatus: true, schema: schema("HorizontalPodAutoscaler"),
            rules: .horizontalPodAutoscaler),
        ResourceKind(
            group: "autoscaling", version: "v1", kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers",
            shortNames: ["hpa"], categories: ["all"], hasStatus: true,
            schema: SchemaCatalog.firstAutoscaling["HorizontalPodAutoscaler"] ?? .untyped,
            conversion: .horizontalPodAutoscalerV1),
        workload("apps", "Deployment", "deployments", ["deploy"], hasScale: true, rules: .deployment),
        workload("apps", "ReplicaSet", "replicasets", ["rs"], hasScale: true, rules: .replicaSet),
        workload("apps", "StatefulSet", "statefulsets", ["sts"], hasScale: true, rules: .statefulSet),
        workload("apps", "DaemonSet", "daemonsets", ["ds"], rules: .daemonSet),
        workload("batch", "Job", "jobs", [], rules: .job),
        workload("batch", "CronJob", "cronjobs", ["cj"], rules: .cronJob),
    ]

    private static let accessKinds: [ResourceKind] = [
        kind("rbac.authorization.k8s.io", "Role", "roles", rules: .role),
        kind("rbac.authorization.k8s.io", "RoleBinding", "rolebindings", rules: .binding),
        kind("rbac.authorization.k8s.io", "ClusterRole", "clusterroles", isNamespaced: false, rules: .role),
        kind(
            "rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings", isNamespaced: false,
            rules: .binding),
    ]

    private static let clusterKinds: [ResourceKind] = [
        kind("coordination.k8s.io", "Lease", "leases", rules: .lease),
        kind(
            "networking.k8s.io", "NetworkPolicy", "networkpolicies", ["netpol"], hasGeneration: true,
            rules: .networkPolicy),
        kind(
            "networking.k8s.io", "Ingress", "ingresses", ["ing"], hasStatus: true, hasGeneration: true, rules: .ingress),
        kind(
            "networking.k8s.io", "IngressClass", "ingressclasses", isNamespaced: false, hasGeneration: true,
            rules: .ingressClass),
        kind(
            "policy", "PodDisruptionBudget", "poddisruptionbudgets", ["pdb"], hasStatus: true,
            hasGeneration: true),
        kind("storage.k8s.io", "StorageClass", "storageclasses", ["sc"], isNamespaced: false, rules: .storageClass),
        kind(
            "scheduling.k8s.io", "PriorityClass", "priorityclasses", ["pc"], isNamespaced: false,
            hasGeneration: true, rules: .priorityClass),
        kind(
            "apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", ["crd", "crds"],
            categories: ["api-extensions"], isNamespaced: false, hasStatus: true, hasGeneration: true,
            rules: .customResourceDefinition),
        kind(
            "apiregistration.k8s.io", "APIService", "apiservices", categories: ["api-extensions"],
            isNamespaced: false, hasStatus: true),
        kind(
            "admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations",
            categories: ["api-extensions"], isNamespaced: false, hasGeneration: true, rules: .webhooks),
        kind(
            "admissionregistration.k8s.io", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations",
            categories: ["api-extensions"], isNamespaced: false, hasGeneration: true, rules: .webhooks),
    ]

    private static let policyKinds: [ResourceKind] = [
        policy("MutatingAdmissionPolicy", "mutatingadmissionpolicies", rules: .mutatingPolicy),
        policy("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", rules: .policyBinding),
        policy("ValidatingAdmissionPolicy", "validatingadmissionpolicies", hasStatus: true, rules: .validatingPolicy),
        policy("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", rules: .validatingBinding),
    ]

    private static func policy(
        _ name: String, _ plural: String, hasStatus: Bool = false, rules: KindRules
    ) -> ResourceKind {
        kind(
            "admissionregistration.k8s.io", name, plural, categories: ["api-extensions"], isNamespaced: false,
            hasStatus: hasStatus, hasGeneration: true, rules: rules)
    }

    private static func core(
        _ name: String, _ plural: String, _ shortNames: [String], singular: String? = nil,
        categories: [String] = [], isNamespaced: Bool = true, hasStatus: Bool = false, hasGeneration: Bool = false,
        rules: KindRules = KindRules()
    ) -> ResourceKind {
        ResourceKind(
            group: "", version: "v1", kind: name, plural: plural, singular: singular, shortNames: shortNames,
            categories: categories, isNamespaced: isNamespaced, hasStatus: hasStatus, hasGeneration: hasGeneration,
            schema: schema(name), rules: rules)
    }

    private static func workload(
        _ group: String, _ name: String, _ plural: String, _ shortNames: [String], hasScale: Bool = false,
        rules: KindRules
    ) -> ResourceKind {
        ResourceKind(
            group: group, version: "v1", kind: name, plural: plural, shortNames: shortNames, categories: ["all"],
            hasStatus: true, hasScale: hasScale, hasGeneration: true, schema: schema(name), rules: rules)
    }

    private static func kind(
        _ group: String, _ name: String, _ plural: String, _ shortNames: [String] = [],
        categories: [String] = [], isNamespaced: Bool = true, hasStatus: Bool = false, hasGeneration: Bool = false,
        rules: KindRules = KindRules()
    ) -> ResourceKind {
        ResourceKind(
            group: group, version: "v1", kind: name, plural: plural, shortNames: shortNames, categories: categories,
            isNamespaced: isNamespaced, hasStatus: hasStatus, hasGeneration: hasGeneration, schema: schema(name),
            rules: rules)
    }

    private static func schema(_ name: String) -> SchemaType {
        SchemaCatalog.builtIn[name] ?? .untyped
    }
}

extension SchemaRegistry {
    /// The registry of a server without CRDs.
    package static let builtIn = SchemaRegistry(ResourceKind.builtIn)
}
