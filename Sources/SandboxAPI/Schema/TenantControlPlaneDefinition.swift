import Document

/// Kamaji's CustomResourceDefinition as the sandbox serves it: its fields, defaults, constraints and rules, written
/// down here in our own notation, without Kamaji's descriptions.
///
/// Left out is the conversion webhook, as there is one version only.
package enum TenantControlPlaneDefinition {
    /// The object to create.
    package static let object: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "tenantcontrolplanes.kamaji.clastix.io"],
        "spec": [
            "group": "kamaji.clastix.io", "names": names, "scope": "Namespaced", "versions": [version],
        ],
    ]

    private static let names: Value = [
        "categories": ["kamaji"], "kind": "TenantControlPlane", "listKind": "TenantControlPlaneList",
        "plural": "tenantcontrolplanes", "shortNames": ["tcp"], "singular": "tenantcontrolplane",
    ]

    private static let version: Value = [
        "name": "v1alpha1", "served": true, "storage": true, "additionalPrinterColumns": .array(columns),
        "subresources": [
            "status": [:],
            "scale": [
                "labelSelectorPath": ".status.kubernetesResources.deployment.selector",
                "specReplicasPath": ".spec.controlPlane.deployment.replicas",
                "statusReplicasPath": ".status.kubernetesResources.deployment.replicas",
            ],
        ],
        "schema": ["openAPIV3Schema": schema],
    ]

    private static let columns: [Value] = [
        column("Version", "Kubernetes version", ".spec.kubernetes.version"),
        column(
            "Installed Version", "The actual installed Kubernetes version from status",
            ".status.kubernetesResources.version.version"),
        column("Status", "Status", ".status.kubernetesResources.version.status"),
        column(
            "Control-Plane endpoint", "Tenant Control Plane Endpoint (API server)", ".status.controlPlaneEndpoint"),
        column("Kubeconfig", "Secret which contains admin kubeconfig", ".status.kubeconfig.admin.secretName"),
        column("Datastore", "DataStore actually used", ".status.storage.dataStoreName"),
        column("Age", "Age", ".metadata.creationTimestamp", type: "date"),
    ]

    private static func column(_ name: String, _ description: String, _ path: String, type: String = "string") -> Value
    {
        [
            "description": .string(description), "jsonPath": .string(path), "name": .string(name),
            "type": .string(type),
        ]
    }

    private static let schema: Value = {
        var schema = SchemaCatalog.kamaji["TenantControlPlane"]?.structural ?? [:]
        for (name, type) in [("apiVersion", "string"), ("kind", "string"), ("metadata", "object")] {
            schema[["properties"]]?[name] = ["type": .string(type)]
        }
        return schema
    }()
}
