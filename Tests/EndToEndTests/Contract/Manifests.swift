/// Manifests that several tests write.
enum Manifests {
    /// A definition of a namespaced kind in `shop.example.com`; its first version is the one that is stored.
    static func definition(
        _ kind: String, versions: [String] = ["v1"],
        schema: String = "{type: object, x-kubernetes-preserve-unknown-fields: true}"
    ) -> String {
        let plural = kind.lowercased() + "s"
        return """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: \(plural).shop.example.com}
            spec:
              group: shop.example.com
              scope: Namespaced
              names: {kind: \(kind), listKind: \(kind)List, plural: \(plural), singular: \(kind.lowercased())}
              versions:
            """
                + versions.enumerated().map { index, version in
                    """
                    \n  - name: \(version)
                        served: true
                        storage: \(index == 0)
                        schema: {openAPIV3Schema: \(schema)}
                    """
                }.joined()
    }

    /// A Deployment `web` of one container in the workspace's own namespace.
    static func web(image: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: "${workspace.namespace}"}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: app, image: "\(image)"}]}
        """
    }

    static func configMap(_ name: String, namespace: String = "default", _ data: String) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: \(name), namespace: "\(namespace)"}
        data: {\(data)}
        """
    }
}
