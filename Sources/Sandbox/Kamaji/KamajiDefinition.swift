import Document

/// The CustomResourceDefinition of TenantControlPlanes.
enum KamajiDefinition {
    static let manifest: Value = [
        "metadata": ["name": "tenantcontrolplanes.kamaji.clastix.io"],
        "spec": [
            "group": "kamaji.clastix.io", "scope": "Namespaced",
            "names": [
                "kind": "TenantControlPlane", "listKind": "TenantControlPlaneList", "plural": "tenantcontrolplanes",
                "singular": "tenantcontrolplane", "shortNames": ["tcp"], "categories": ["kamaji"],
            ],
            "versions": [
                [
                    "name": "v1alpha1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": [
                                "spec": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                                "status": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                            ],
                        ]
                    ],
                ]
            ],
        ],
    ]
}
