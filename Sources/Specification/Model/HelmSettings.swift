import Document

/// How a revision installs its chart: the `helm` of revision.yaml.
package struct HelmSettings: Sendable, Hashable {
    /// The folder or `.tgz` of the chart, from the folder of the revision.
    package var chart: String
    /// `.Release.Name`, which may refer to `${workspace.id}` and the like; nil: the name of the application.
    package var releaseName: String?
    /// `.Release.Namespace`; nil: that of objects in manifests that name none.
    package var namespace: String?
    /// The chart's values, with references to the application's; nil: the application's values as they are.
    package var values: Object?
    /// Whether what lies in the chart's `crds/` is installed.
    package var includesCRDs: Bool
    /// False: hooks are left out.
    package var runsHooks: Bool
    /// Kinds that the target will serve and nothing in the catalog brings, as `group/version/Kind`.
    package var apiVersions: [String]

    package init(
        chart: String = "chart", releaseName: String? = nil, namespace: String? = nil, values: Object? = nil,
        includesCRDs: Bool = true, runsHooks: Bool = true, apiVersions: [String] = []
    ) {
        self.chart = chart
        self.releaseName = releaseName
        self.namespace = namespace
        self.values = values
        self.includesCRDs = includesCRDs
        self.runsHooks = runsHooks
        self.apiVersions = apiVersions
    }
}
