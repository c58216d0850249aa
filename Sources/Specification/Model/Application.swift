import Diagnostics
import Document
import Resources
import YAML

/// A Kubernetes application of the catalog, with its revisions.
package struct Application: Sendable, Hashable {
    package var name: String
    package var annotations: [String: String]
    /// What a workspace gets unless it pins another.
    package var activeRevision: String
    package var rules: DeploymentRules
    /// Applications that must be installed before this one.
    package var dependsOn: [String]
    /// How long an install may take to become ready.
    package var timeout: Duration
    /// Refuses deletion of its objects.
    package var isProtected: Bool
    /// Takes over objects of its names that exist and are nobody's.
    package var adopts: Bool
    /// When its objects that cannot be changed in place are deleted and made anew; nil where their kinds say.
    package var replaces: ReplacePolicy?
    /// Leaves of its items that are left to others.
    package var ignoreDifferences: [IgnoreRule]
    /// How a new active revision goes out; nil: to all workspaces at once.
    package var rollout: Rollout?
    /// Sorted by their names.
    package var revisions: [ApplicationRevision]
    /// Of application.yaml.
    package var digest: Digest
    package var marks: SourceMarks

    package init(
        name: String, annotations: [String: String] = [:], activeRevision: String,
        rules: DeploymentRules = DeploymentRules(), dependsOn: [String] = [], timeout: Duration = .seconds(600),
        isProtected: Bool = false, adopts: Bool = false, replaces: ReplacePolicy? = nil,
        ignoreDifferences: [IgnoreRule] = [], rollout: Rollout? = nil, revisions: [ApplicationRevision] = [],
        digest: Digest = Digest(of: Value.null), marks: SourceMarks = SourceMarks(file: "application.yaml")
    ) {
        self.name = name
        self.annotations = annotations
        self.activeRevision = activeRevision
        self.rules = rules
        self.dependsOn = dependsOn
        self.timeout = timeout
        self.isProtected = isProtected
        self.adopts = adopts
        self.replaces = replaces
        self.ignoreDifferences = ignoreDifferences
        self.rollout = rollout
        self.revisions = revisions
        self.digest = digest
        self.marks = marks
    }

    /// The revision of a name.
    package func revision(named name: String) -> ApplicationRevision? {
        revisions.first { $0.revision == name }
    }
}

/// When, where and for whom an application is installed.
package struct DeploymentRules: Sendable, Hashable {
    /// When and on which side it is installed.
    package enum Phase: String, Sendable, Hashable, CaseIterable {
        /// On the management cluster, before the control plane.
        case prerequisite
        /// In the tenant, after its API answers.
        case `default`
    }

    /// What a prerequisite may write on the management cluster.
    package enum Scope: String, Sendable, Hashable, CaseIterable {
        /// Namespaced objects in the workspace's namespace only.
        case workspace
        /// Anything; installed once a cluster and shared by its workspaces.
        case managementCluster
    }

    /// Who gets an application without asking.
    package enum Selector: Sendable, Hashable {
        case all
        case none
        /// Workspaces with all these labels and one of these types; an empty part selects all.
        case matching(labels: [String: String], computeProviderTypes: [ComputeProviderType])
    }

    package var phase: Phase
    /// Nil unless the phase is prerequisite.
    package var scope: Scope?
    package var requiresWorkers: Bool
    package var workspaces: Selector

    package init(
        phase: Phase = .default, scope: Scope? = nil, requiresWorkers: Bool = false, workspaces: Selector = .none
    ) {
        self.phase = phase
        self.scope = phase == .prerequisite ? scope ?? .workspace : nil
        self.requiresWorkers = requiresWorkers
        self.workspaces = workspaces
    }
}

/// One immutable version of an application's content.
package struct ApplicationRevision: Sendable, Hashable {
    package var application: String
    /// As its folder is called.
    package var revision: String
    /// What `${values.…}` means unless a workspace says otherwise.
    package var defaults: Object
    /// The JSON Schema (a subset, see `ValuesSchema`) that values must satisfy.
    package var valuesSchema: Value?
    /// In the order of their files and, in a file, as they stand.
    package var manifests: [TemplateDocument]
    /// How its chart is installed, and the chart; nil where it has none.
    package var helm: HelmSettings?
    package var chart: Chart?
    /// The folder of the revision.
    package var folder: String
    /// Of the names and bytes of all files in the folder.
    package var digest: Digest
    package var marks: SourceMarks

    package init(
        application: String, revision: String, defaults: Object = [:], valuesSchema: Value? = nil,
        manifests: [TemplateDocument] = [], helm: HelmSettings? = nil, chart: Chart? = nil, folder: String = "",
        digest: Digest = Digest(of: Value.null),
        marks: SourceMarks = SourceMarks(file: "revision.yaml")
    ) {
        self.application = application
        self.revision = revision
        self.defaults = defaults
        self.valuesSchema = valuesSchema
        self.manifests = manifests
        self.helm = helm
        self.chart = chart
        self.folder = folder
        self.digest = digest
        self.marks = marks
    }
}
