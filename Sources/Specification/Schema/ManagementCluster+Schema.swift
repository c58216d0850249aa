import Document

extension Schema where Output == ManagementCluster {
    static var managementCluster: Schema<ManagementCluster> {
        .object(
            Field.required(
                "name", .label, "The name that workspaces pin and that shared applications are addressed by."),
            Field.defaulted(
                "role", Schema<ManagementCluster.Role>.oneOf, "pool",
                "pool hosts standard workspaces, root those of the kind root."),
            Field.optional(
                "computeProviderType", Schema<ComputeProviderType>.oneOf,
                "The compute provider type it serves; root clusters need none."),
            Field.optional("region", .text, "The region that workspaces can ask for."),
            Field.defaulted("active", .boolean, true, "Inactive clusters get no new workspaces."),
            Field.optional(
                "capacity", .integer(0...Int.max), "How many workspaces it may host; without it any number."),
            Field.required("kubeconfig", .kubeconfig, "How Berth reaches it.")
        ) { node, name, role, type, region, isActive, capacity, kubeconfig in
            if role == .pool, type == nil {
                node.report(
                    "the pool cluster `\(name)` has no `computeProviderType`",
                    notes: ["workspaces choose their pool by it; only clusters of `role: root` need none"])
                return nil
            }
            return ManagementCluster(
                name: name, role: role, computeProviderType: type, region: region, isActive: isActive,
                capacity: capacity, kubeconfig: kubeconfig, declaredAt: node.location)
        }
    }
}

extension Schema where Output == KubeconfigReference {
    fileprivate static var kubeconfig: Schema<KubeconfigReference> {
        .object(
            Field.optional("file", .path, "A kubeconfig file."),
            Field.optional(
                "env", .variable,
                "An environment variable that holds a kubeconfig; KUBECONFIG names files, as for kubectl."),
            Field.optional("inCluster", .boolean, "The service account of the pod that Berth runs in."),
            Field.optional("context", .text, "The context to use; by default the current one.")
        ) { node, file, variable, inCluster, context in
            let origins: [KubeconfigReference.Origin?] = [
                file.map { .file($0) }, variable.map { .environment($0) }, inCluster == true ? .inCluster : nil,
            ]
            let given = origins.compactMap(\.self)
            guard given.count == 1, let origin = given.first else {
                node.report("\(node.name) must have exactly one of file, env and inCluster: true")
                return nil
            }
            return KubeconfigReference(origin, context: context, declaredAt: node.location)
        }
    }
}
