import Document

/// Kamaji's CustomResourceDefinition of DataStores as far as the sandbox needs it, and the one a chart makes.
///
/// How a store is reached (`basicAuth`, `tlsConfig`) is kept as it is sent: the sandbox's stores are its own.
enum DataStoreDefinition {
    static let object: Value = [
        "metadata": ["name": "datastores.kamaji.clastix.io"],
        "spec": [
            "group": "kamaji.clastix.io", "scope": "Cluster",
            "names": [
                "categories": ["kamaji"], "kind": "DataStore", "listKind": "DataStoreList", "plural": "datastores",
                "singular": "datastore",
            ],
            "versions": [
                [
                    "name": "v1alpha1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "additionalPrinterColumns": [
                        column("Driver", "Kamaji data store driver", ".spec.driver", "string"),
                        column("Ready", "DataStore validated and ready for use", ".status.ready", "boolean"),
                        column("Age", "Age", ".metadata.creationTimestamp", "date"),
                    ],
                    "schema": ["openAPIV3Schema": schema],
                ]
            ],
        ],
    ]

    /// The store a TenantControlPlane gets that names none.
    static let defaultStore: Value = [
        "metadata": ["name": "default"],
        "spec": ["driver": "etcd", "endpoints": ["etcd.kamaji-system.svc:2379"]],
    ]

    private static func column(_ name: String, _ description: String, _ path: String, _ type: String) -> Value {
        [
            "description": .string(description), "jsonPath": .string(path), "name": .string(name),
            "type": .string(type),
        ]
    }

    private static let schema: Value = [
        "type": "object",
        "properties": [
            "apiVersion": ["type": "string"], "kind": ["type": "string"], "metadata": ["type": "object"],
            "spec": [
                "type": "object", "required": ["driver", "endpoints"],
                "properties": [
                    "driver": [
                        "type": "string", "enum": ["etcd", "MySQL", "PostgreSQL", "NATS"],
                        "x-kubernetes-validations": [
                            ["rule": "self == oldSelf", "message": "Datastore driver is immutable"]
                        ],
                    ],
                    "endpoints": ["type": "array", "items": ["type": "string"], "minItems": 1],
                    "basicAuth": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                    "tlsConfig": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                ],
            ],
            "status": [
                "type": "object",
                "properties": [
                    "observedGeneration": ["type": "integer", "format": "int64"], "ready": ["type": "boolean"],
                    "usedBy": ["type": "array", "items": ["type": "string"]],
                ],
            ],
        ],
    ]
}
