import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// What the templates of this workspace can refer to, with what one of them can besides.
    func context(adding more: TemplateContext) -> TemplateContext {
        var context = context
        context.values["values"] = [:]
        for (key, value) in more.values { context.values[key] = value }
        context.references.merge(more.references) { $1 }
        context.secrets = more.secrets
        return context
    }

    /// What all templates of this workspace can refer to.
    func makeContext() -> TemplateContext {
        let labels = Object(workspace.labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) })
        var values: Object = [
            "workspace": [
                "id": .string(workspace.id), "name": .string(workspace.name), "kind": .string(workspace.kind.rawValue),
                "namespace": .string(workspace.namespace), "host": .string(host), "labels": .object(labels),
                "region": .string(workspace.region ?? ""),
                "computeProviderType": .string(workspace.computeProviderType?.rawValue ?? ""),
            ],
            "estate": ["name": .string(estate.name), "managementDomain": .string(estate.managementDomain)],
            "cluster": ["name": .string(cluster)],
            "oidc": [
                "issuer": .string(estate.oidc.issuer), "clientId": .string(workspace.id),
                "usernameClaim": .string(estate.oidc.usernameClaim), "groupsClaim": .string(estate.oidc.groupsClaim),
            ],
            "kubernetes": [
                "version": .string(workspace.kubernetes.version),
                "replicas": .integer(Int64(workspace.kubernetes.replicas)),
            ],
        ]
        var references: [String: Reference] = [:]
        if let network = workspace.network, network.isManaged {
            values["network"] = ["name": .string(workspace.namespace), "cidr": .string(network.cidr ?? "")]
            references["network.id"] = Reference(address("network"), "id")
        }
        return TemplateContext(values: values, references: references)
    }
}
