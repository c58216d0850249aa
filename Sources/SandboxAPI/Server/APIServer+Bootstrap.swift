import Document

extension APIServer {
    /// Makes what every cluster has from the start: its namespaces, the roles RBAC stands on, the `kubernetes` service.
    /// What is there already stays as it is.
    package func bootstrap() throws(StatusError) {
        for namespace in ["kube-system", "kube-public", "default", "kube-node-lease"] {
            try createOnce([
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)],
            ])
        }
        for role in BootstrapPolicy.roles { try createOnce(role) }
        for binding in BootstrapPolicy.bindings { try createOnce(binding) }
        try createOnce([
            "apiVersion": "v1", "kind": "Service",
            "metadata": [
                "name": "kubernetes", "namespace": "default",
                "labels": ["component": "apiserver", "provider": "kubernetes"],
            ],
            "spec": [
                "clusterIP": .string("\(configuration.servicePrefix).0.1"),
                "ports": [["name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443]],
            ],
        ])
    }

    /// What an earlier run left is there, and not tried again: a fleet starts with tens of thousands of these.
    private func createOnce(_ object: Value) throws(StatusError) {
        let metadata = object["metadata"]
        let key = ObjectKey(
            namespace: metadata?["namespace"]?.string ?? "", name: metadata?["name"]?.string ?? "")
        let isThere = state.withLock { state in
            let resource = state.catalog.resource(
                apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
            return resource.map { state.store.object(key, of: $0.groupResource) != nil } ?? false
        }
        if !isThere { try create(object, as: "kube-apiserver") }
    }
}
