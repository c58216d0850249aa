import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// What the templates of this workspace can refer to.
    func context(adding more: TemplateContext = TemplateContext()) -> TemplateContext {
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
        values["values"] = more.values["values"] ?? [:]
        for (key, value) in more.values { values[key] = value }
        return TemplateContext(
            values: values, references: references.merging(more.references) { $1 }, secrets: more.secrets)
    }
}
