import Diagnostics
import Document
import Resources
import YAML

/// A Kubernetes API of its own that a team asks for, and what is to run in it.
package struct Workspace: Sendable, Hashable {
    /// What sort of workspace it is.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Namespace `k8s-w-<id>` on a pool cluster.
        case standard
        /// Namespace `k8s-c-<id>` on a root cluster.
        case root

        /// The namespace of a workspace of this kind on its management cluster.
        package func namespace(of id: String) -> String {
            switch self {
            case .standard: "k8s-w-\(id)"
            case .root: "k8s-c-\(id)"
            }
        }
    }

    /// `metadata.name`.
    package var name: String
    /// What the namespace, the control plane, the host name and the OIDC client id derive from.
    package var id: String
    package var labels: [String: String]
    package var kind: Kind
    /// Nil only for root workspaces.
    package var computeProviderType: ComputeProviderType?
    /// The estate's provider; unless given, the only one of the type.
    package var computeProvider: String?
    /// Only management clusters of this region.
    package var region: String?
    /// Only this management cluster.
    package var managementCluster: String?
    package var kubernetes: Kubernetes
    package var network: Network?
    package var access: Access
    package var integration: Integration
    /// Asked for beside what the deployment rules bring.
    package var applications: [ApplicationRequest]
    /// Names of applications that the deployment rules would bring and this workspace leaves out.
    package var exclude: [String]
    /// Refuses deletion.
    package var isProtected: Bool
    /// Takes over what exists under its names and is nobody's: network, DNS name, objects.
    package var adopts: Bool
    /// The applications that have another name now.
    package var moves: [Move]
    /// The folder whose age files are the workspace's own, as messages and programs name it.
    package var folder: String
    /// Of the document as it stands in the file.
    package var digest: Digest
    /// As it stands in the file.
    package var document: Value = [:]
    /// The file that it stands in, below the project's folder.
    package var file = ""
    package var marks: SourceMarks

    package init(
        name: String, id: String? = nil, labels: [String: String] = [:], kind: Kind = .standard,
        computeProviderType: ComputeProviderType? = nil, computeProvider: String? = nil, region: String? = nil,
        managementCluster: String? = nil, kubernetes: Kubernetes, network: Network? = nil,
        access: Access = Access(), integration: Integration? = nil, applications: [ApplicationRequest] = [],
        exclude: [String] = [], isProtected: Bool = false, adopts: Bool = false, moves: [Move] = [],
        folder: String? = nil,
        digest: Digest = Digest(of: Value.null),
        marks: SourceMarks = SourceMarks(file: "specs/workspaces/workspace.yaml")
    ) {
        self.name = name
        self.id = id ?? name
        self.labels = labels
        self.kind = kind
        self.computeProviderType = computeProviderType
        self.computeProvider = computeProvider
        self.region = region
        self.managementCluster = managementCluster
        self.kubernetes = kubernetes
        self.network = network
        self.access = access
        // Whatever a workspace holds was named by it.
        self.integration = (integration ?? Integration(apiKey: Self.generatedAPIKey(id: id ?? name)))
            .named(by: id ?? name)
        self.applications = applications
        self.exclude = exclude
        self.isProtected = isProtected
        self.adopts = adopts
        self.moves = moves
        self.folder = folder ?? Self.folder(of: id ?? name)
        self.digest = digest
        self.marks = marks
    }

    /// The workspace API key, where the spec does not bring one.
    package static func generatedAPIKey(id: String, at location: SourceLocation? = nil) -> SecretReference {
        SecretReference(.generated(workspace: id, name: "api-key"), location: location)
    }

    /// The folder of a workspace's own files, below the project's.
    package static func folder(of id: String) -> String { "specs/workspaces/\(id)" }

    /// The namespace on the management cluster.
    package var namespace: String { kind.namespace(of: id) }

    /// Where the id is written: its own key, or the name that it defaults to.
    package var idLocation: SourceLocation {
        let id = marks.location(of: ["spec", "id"])
        return id == marks.location(of: ["spec"]) ? marks.location(of: ["metadata", "name"]) : id
    }

    /// The name its API answers at, on port 6443.
    package func host(managementDomain: String) -> String {
        "\(id).k8s.\(managementDomain)"
    }
}

extension Workspace {
    /// The Kubernetes version and the size of the control plane.
    package struct Kubernetes: Sendable, Hashable {
        /// How much the control plane survives.
        package enum Availability: String, Sendable, Hashable, CaseIterable {
            case highAvailable = "high_available"
            case singleNode = "single_node"
        }

        /// One of the estate's catalog, with its `v`.
        package var version: String
        package var availability: Availability
        /// Replicas of the control plane: what availability says, unless given.
        package var replicas: Int

        package init(version: String, availability: Availability = .highAvailable, replicas: Int? = nil) {
            self.version = version
            self.availability = availability
            self.replicas = replicas ?? (availability == .highAvailable ? 3 : 1)
        }
    }

    /// The network at the provider.
    package struct Network: Sendable, Hashable {
        /// Whether Berth makes a network at the provider.
        package var isManaged: Bool
        /// IPv4, as `10.20.0.0/16`; never nil for a managed network at Hetzner Cloud.
        package var cidr: String?

        package init(isManaged: Bool, cidr: String? = nil) {
            self.isManaged = isManaged
            self.cidr = cidr
        }
    }

    /// Who administers the workspace.
    package struct Access: Sendable, Hashable {
        /// The OIDC groups bound to cluster-admin; the estate's, unless given.
        package var adminGroups: [String]

        package init(adminGroups: [String] = []) {
            self.adminGroups = adminGroups
        }
    }

    /// Credentials that are placed inside the workspace.
    package struct Integration: Sendable, Hashable {
        /// The tenant's own token for the cloud controller and CSI.
        package var hcloudToken: SecretReference?
        /// What the load-balancer integration calls back with.
        package var apiKey: SecretReference

        package init(hcloudToken: SecretReference? = nil, apiKey: SecretReference) {
            self.hcloudToken = hcloudToken
            self.apiKey = apiKey
        }

        /// The references among them.
        package var secrets: [SecretReference] { [hcloudToken, apiKey].compactMap(\.self) }

        fileprivate func named(by workspace: String) -> Integration {
            Integration(hcloudToken: hcloudToken?.named(by: workspace), apiKey: apiKey.named(by: workspace))
        }
    }

    /// An application that the workspace's own spec asks for.
    package struct ApplicationRequest: Sendable, Hashable {
        package var name: String
        /// Nil: the application's active revision.
        package var revision: String?
        /// Merged over the revision's defaults.
        package var values: Object
        package var declaredAt: SourceLocation

        package init(name: String, revision: String? = nil, values: Object = [:], declaredAt: SourceLocation) {
            self.name = name
            self.revision = revision
            self.values = values
            self.declaredAt = declaredAt
        }
    }
}
