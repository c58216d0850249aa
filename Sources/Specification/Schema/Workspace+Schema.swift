import Document
import Resources

extension Workspace {
    /// The kind Workspace.
    static let schema = Schema<Workspace>.document(.workspace, spec: spec)

    private static let spec = Schema<Build<Workspace>>.object(
        Field.defaulted(
            "kind", Schema<Workspace.Kind>.oneOf, "standard", "root workspaces are placed on root management clusters."),
        Field.optional("id", .text, "What all names derive from; by default metadata.name. At most 57 characters."),
        Field.optional(
            "computeProviderType", Schema<ComputeProviderType>.oneOf, "Selects the pool of management clusters."),
        Field.optional(
            "computeProvider", .label, "Which of the estate's providers of the type; by default the only one."
        ).orElse(nil),
        Field.optional("region", .text, "Only management clusters of this region.").orElse(nil),
        Field.optional("managementCluster", .label, "Only this management cluster.").orElse(nil),
        Field.required("kubernetes", .kubernetes, "The Kubernetes version and the size of the control plane."),
        Field.optional("network", .network, "The network at the provider.").orElse(nil),
        Field.optional("access", .access, "Who administers the workspace.").orElse(nil),
        Field.defaulted(
            "integration", .integration, [:], "Credentials that are placed inside the workspace."
        ).orElse((nil, nil)),
        Field.defaulted(
            "applications", .list(of: .applicationRequest, uniqueBy: \.name), [],
            "Applications beside those that the deployment rules bring."
        ).orElse([]),
        Field.defaulted("exclude", .list(of: .label), [], "Applications that the deployment rules would bring.")
            .orElse([]),
        Field.defaulted("protected", .boolean, false, "Refuses deletion, even when this file is gone.").orElse(true),
        Field.defaulted(
            "adopt", .boolean, false,
            "Takes over what exists under the workspace's names and Berth did not make: network, DNS name, objects."
        ).orElse(false),
        Field.defaulted(
            "moved", .list(of: .move), [],
            "Applications that have another name now: their objects stay and become those of the new name."
        ).orElse([])
    ) {
        node, kind, id, type, provider, region, cluster, kubernetes, network, access,
        integration, applications, exclude, isProtected, adopts, moves in
        if kind == .standard, type == nil {
            node.report(
                "the workspace has no `computeProviderType`", at: node.marks.keyLocation(of: node.path),
                notes: ["one of \(ComputeProviderType.allCases.map(\.rawValue).joined(separator: ", "))"])
            return nil
        }
        return { metadata in
            let id = id ?? metadata.name
            return Workspace(
                name: metadata.name, id: id, labels: metadata.labels, kind: kind, computeProviderType: type,
                computeProvider: provider, region: region, managementCluster: cluster, kubernetes: kubernetes,
                network: network, access: access ?? Access(),
                integration: Integration(
                    hcloudToken: integration.0, apiKey: integration.1 ?? generatedAPIKey(id: id, at: node.location)),
                applications: applications, exclude: exclude, isProtected: isProtected,
                adopts: adopts, moves: moves, marks: node.marks)
        }
    }
}

extension Schema where Output == Workspace.Kubernetes {
    fileprivate static var kubernetes: Schema<Workspace.Kubernetes> {
        .object(
            Field.required("version", .text, "An active version of the estate, as v1.35.2."),
            Field.defaulted(
                "availability", Schema<Workspace.Kubernetes.Availability>.oneOf, "high_available",
                "high_available: three replicas of the control plane; single_node: one."),
            Field.optional(
                "replicas", .integer(1...9), "Replicas of the control plane, instead of what availability says.")
        ) { _, version, availability, replicas in
            Workspace.Kubernetes(version: version, availability: availability, replicas: replicas)
        }
    }
}

extension Schema where Output == Workspace.Network {
    fileprivate static var network: Schema<Workspace.Network> {
        .object(
            Field.defaulted("managed", .boolean, false, "Whether Berth makes a network at the provider."),
            Field.optional("cidr", .text, "The IPv4 range, as 10.20.0.0/16.")
        ) { _, isManaged, cidr in Workspace.Network(isManaged: isManaged, cidr: cidr) }
    }
}

extension Schema where Output == Workspace.Access {
    fileprivate static var access: Schema<Workspace.Access> {
        .object(Field.required("adminGroups", .list(of: .group), "OIDC groups bound to cluster-admin.")) { _, groups in
            Workspace.Access(adminGroups: groups)
        }
    }
}

extension Schema where Output == (SecretReference?, SecretReference?) {
    /// The token, and the API key where it is not generated.
    fileprivate static var integration: Schema<(SecretReference?, SecretReference?)> {
        .object(
            Field.optional("hcloudToken", .secret, "The tenant's own Hetzner Cloud token, never the estate's."),
            Field.defaulted("apiKey", .generatedOrSecret, "generated", "The workspace API key.")
        ) { _, token, apiKey in (token, apiKey) }
    }
}

extension Schema where Output == SecretReference? {
    /// `generated`, which is nil, or a reference.
    fileprivate static var generatedOrSecret: Schema<SecretReference?> {
        let secret = Schema<SecretReference>.secret
        return Schema(json: ["anyOf": [["const": "generated"], secret.json]]) { node in
            if node.value.string == "generated" { return .some(nil) }
            return secret.read(node).map { .some($0) }
        }
    }
}

extension Schema where Output == Workspace.ApplicationRequest {
    fileprivate static var applicationRequest: Schema<Workspace.ApplicationRequest> {
        .object(
            Field.required("name", .label, "An application of the catalog."),
            Field.optional("revision", .numberedText, "By default the application's active revision."),
            Field.defaulted("values", .anyMap, [:], "Values for the application's manifests, merged over its defaults.")
        ) { node, name, revision, values in
            Workspace.ApplicationRequest(name: name, revision: revision, values: values, declaredAt: node.location)
        }
    }
}
