import Diagnostics
import Document
import Resources
import Specification
import YAML

/// Small specifications for tests.
package enum Samples {
    package static let place = SourceLocation(file: "estate.yaml", line: 1, column: 1)

    package static func cluster(
        _ name: String, role: ManagementCluster.Role = .pool, type: ComputeProviderType? = .hetznerCloud,
        region: String? = nil, isActive: Bool = true, capacity: Int? = nil
    ) -> ManagementCluster {
        ManagementCluster(
            name: name, role: role, computeProviderType: type, region: region, isActive: isActive, capacity: capacity,
            kubeconfig: KubeconfigReference(.inCluster, declaredAt: place), declaredAt: place)
    }

    package static func estate(_ clusters: [ManagementCluster]) -> Estate {
        Estate(
            name: "loopback", managementDomain: "cloud.example.com",
            oidc: OIDCSettings(issuer: "https://id.example.com", adminGroups: ["admins"]),
            managementClusters: clusters, lockCluster: clusters.first?.name ?? "",
            computeProviders: [
                ComputeProvider(
                    name: "hetzner-prod", type: .hetznerCloud, token: SecretReference(.environment("HCLOUD_TOKEN")),
                    networkZone: "eu-central", declaredAt: place)
            ],
            dns: DNSSettings(
                provider: .zoneFile(directory: LocalPath("zones")), zone: "cloud.example.com", declaredAt: place),
            state: StateSettings(repository: LocalPath("state.git")))
    }

    package static func workspace(
        _ id: String, kind: Workspace.Kind = .standard, type: ComputeProviderType? = .hetznerCloud,
        region: String? = nil, pin: String? = nil, network: Bool = false, applications: [String] = []
    ) -> Workspace {
        Workspace(
            name: id, kind: kind, computeProviderType: type, region: region, managementCluster: pin,
            kubernetes: Workspace.Kubernetes(version: "v1.35.2"),
            network: network ? Workspace.Network(isManaged: true, cidr: "10.20.0.0/16") : nil,
            access: Workspace.Access(adminGroups: ["admins"]),
            integration: Workspace.Integration(
                hcloudToken: SecretReference(.environment("TENANT_TOKEN")),
                apiKey: Workspace.generatedAPIKey(id: id)),
            applications: applications.map { Workspace.ApplicationRequest(name: $0, declaredAt: place) })
    }

    package static func document(_ value: Value) -> TemplateDocument {
        TemplateDocument(file: "t.yaml", value: value, marks: SourceMarks(file: "t.yaml"))
    }

    package static func application(
        _ name: String, rules: DeploymentRules = DeploymentRules(), dependsOn: [String] = [], manifests: [Value]
    ) -> Application {
        Application(
            name: name, activeRevision: "1.0.0", rules: rules, dependsOn: dependsOn,
            revisions: [
                ApplicationRevision(application: name, revision: "1.0.0", manifests: manifests.map(document))
            ])
    }

    package static func configMap(_ name: String, namespace: String? = nil) -> Value {
        var value: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": ["a": "b"],
        ]
        value[["metadata", "namespace"]] = namespace.map(Value.string)
        return value
    }

    package static let templates = TemplateSet(documents: [
        "namespace": [
            document(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "${workspace.namespace}"]])
        ],
        "tenant-control-plane": [
            document([
                "apiVersion": "kamaji.clastix.io/v1alpha1", "kind": "TenantControlPlane",
                "metadata": ["name": "${workspace.id}"],
                "spec": ["controlPlane": ["deployment": ["replicas": "${kubernetes.replicas}"]]],
            ])
        ],
        "integration-load-balancer": [
            document([
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "lb", "namespace": "loopback-system"],
                "stringData": ["apiKey": "${secrets.apiKey}", "workspace": "${workspace.id}"],
            ])
        ],
        "rbac": [
            document([
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                "metadata": ["name": "berth-admin-${group.slug}"], "subjects": [["name": "${group.name}"]],
            ])
        ],
        "secret-hcloud": [
            document([
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "hcloud", "namespace": "kube-system"],
                "stringData": ["token": "${secrets.hcloudToken}"],
            ])
        ],
    ])
}
