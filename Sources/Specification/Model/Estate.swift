import Diagnostics
import Document
import Resources
import YAML

/// What an operator owns and rules over: management clusters, providers, names, versions and limits.
package struct Estate: Sendable, Hashable {
    package var name: String
    /// The versions of Berth that may work on this estate; nil: any.
    package var requiredVersion: VersionConstraint?
    /// Workspaces answer at `https://<id>.k8s.<managementDomain>:6443`.
    package var managementDomain: String
    package var oidc: OIDCSettings
    package var kubernetesVersions: [KubernetesVersionEntry]
    package var managementClusters: [ManagementCluster]
    /// The management cluster that holds the Leases; unless given, the first active one.
    package var lockCluster: String
    package var computeProviders: [ComputeProvider]
    package var dns: DNSSettings
    package var state: StateSettings
    /// Nil: secrets cannot be stored.
    package var encryption: EncryptionSettings?
    package var guards: Guards
    package var onLateFailure: LateFailure
    /// Whether plans of the whole estate take away workspaces that have no file any more.
    package var prunes: Bool
    package var timeouts: Timeouts
    /// How changes of workspaces that exist go out; nil: to all at once.
    package var rollout: Rollout?
    /// Leaves of items that are left to others, by address.
    package var ignoreDifferences: [IgnoreRule]
    /// What workspaces may name as secrets beside what is their own.
    package var secretGrants: [SecretGrant]
    /// The program that renders charts, as its path or its name on `PATH`.
    package var helm: LocalPath?
    /// Of the document as it stands in the file.
    package var digest: Digest
    /// Of the parts of that document.
    package var parts = EstateParts()
    package var marks: SourceMarks

    package init(
        name: String, requiredVersion: VersionConstraint? = nil, managementDomain: String, oidc: OIDCSettings,
        kubernetesVersions: [KubernetesVersionEntry] = [], managementClusters: [ManagementCluster] = [],
        lockCluster: String, computeProviders: [ComputeProvider] = [], dns: DNSSettings, state: StateSettings,
        encryption: EncryptionSettings? = nil, guards: Guards = Guards(), onLateFailure: LateFailure = .error,
        prunes: Bool = false,
        timeouts: Timeouts = Timeouts(), rollout: Rollout? = nil, ignoreDifferences: [IgnoreRule] = [],
        secretGrants: [SecretGrant] = [],
        helm: LocalPath? = nil,
        digest: Digest = Digest(of: Value.null),
        marks: SourceMarks = SourceMarks(file: "specs/estate.yaml")
    ) {
        self.name = name
        self.requiredVersion = requiredVersion
        self.managementDomain = managementDomain
        self.oidc = oidc
        self.kubernetesVersions = kubernetesVersions
        self.managementClusters = managementClusters
        self.lockCluster = lockCluster
        self.computeProviders = computeProviders
        self.dns = dns
        self.state = state
        self.encryption = encryption
        self.guards = guards
        self.onLateFailure = onLateFailure
        self.prunes = prunes
        self.timeouts = timeouts
        self.rollout = rollout
        self.ignoreDifferences = ignoreDifferences
        self.secretGrants = secretGrants
        self.helm = helm
        self.digest = digest
        self.marks = marks
    }

    /// The management cluster of a name.
    package func managementCluster(named name: String) -> ManagementCluster? {
        managementClusters.first { $0.name == name }
    }

    /// The compute provider of a name.
    package func computeProvider(named name: String) -> ComputeProvider? {
        computeProviders.first { $0.name == name }
    }
}

/// What becomes of a workspace whose API never answers.
package enum LateFailure: String, Sendable, Hashable, CaseIterable {
    /// It stays in the state `error` and the next run resumes.
    case error
    /// It is marked for deletion.
    case deletion
}

/// How long apply waits before a step has failed.
package struct Timeouts: Sendable, Hashable {
    package var network: Duration
    package var controlPlane: Duration
    package var api: Duration

    package init(
        network: Duration = .seconds(300), controlPlane: Duration = .seconds(900), api: Duration = .seconds(600)
    ) {
        self.network = network
        self.controlPlane = controlPlane
        self.api = api
    }
}

/// Bounds on what one plan may delete or replace without being asked to.
package struct Guards: Sendable, Hashable {
    package var maxDeletes: Int
    /// Of the objects that exist, from 0 to 1.
    package var maxDeletedFraction: Double
    package var maxReplaces: Int

    package init(maxDeletes: Int = 5, maxDeletedFraction: Double = 0.3, maxReplaces: Int = 5) {
        self.maxDeletes = maxDeletes
        self.maxDeletedFraction = maxDeletedFraction
        self.maxReplaces = maxReplaces
    }
}

/// A Kubernetes version of the estate's catalog.
package struct KubernetesVersionEntry: Sendable, Hashable {
    /// With its `v`, as `v1.35.2`.
    package var version: String
    /// Workspaces may only name active versions.
    package var isActive: Bool
    package var declaredAt: SourceLocation

    package init(version: String, isActive: Bool = true, declaredAt: SourceLocation) {
        self.version = version
        self.isActive = isActive
        self.declaredAt = declaredAt
    }
}

/// How people log in to workspaces: the flags of their API servers.
package struct OIDCSettings: Sendable, Hashable {
    /// An https URL.
    package var issuer: String
    package var usernameClaim: String
    package var groupsClaim: String
    /// The groups bound to cluster-admin in workspaces that name none themselves.
    package var adminGroups: [String]
    /// For issuers that want one beside the client id.
    package var clientSecret: SecretReference?

    package init(
        issuer: String, usernameClaim: String = "email", groupsClaim: String = "groups", adminGroups: [String] = [],
        clientSecret: SecretReference? = nil
    ) {
        self.issuer = issuer
        self.usernameClaim = usernameClaim
        self.groupsClaim = groupsClaim
        self.adminGroups = adminGroups
        self.clientSecret = clientSecret
    }
}

/// Where the history of the estate is kept.
package struct StateSettings: Sendable, Hashable {
    /// A bare git repository, made on first use.
    package var repository: LocalPath
    /// The URL it is mirrored to.
    package var remote: String?

    package init(repository: LocalPath, remote: String? = nil) {
        self.repository = repository
        self.remote = remote
    }
}

/// Who can read the secrets that Berth stores.
package struct EncryptionSettings: Sendable, Hashable {
    /// A file of age recipients, one a line.
    package var recipients: LocalPath
    /// The age identity that decrypts; needed only by commands that read secrets back.
    package var identity: SecretReference?
    /// Whether workspaces may only name age files that are bound to them (`berth secret encrypt`).
    package var requiresBound: Bool

    package init(recipients: LocalPath, identity: SecretReference? = nil, requiresBound: Bool = false) {
        self.recipients = recipients
        self.identity = identity
        self.requiresBound = requiresBound
    }
}
