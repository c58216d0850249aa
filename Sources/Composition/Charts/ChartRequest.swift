import Document
import Specification

/// One rendering of a chart: everything that its result depends on.
package struct ChartRequest: Sendable, Hashable {
    package let chart: Chart
    /// `.Release.Name`.
    package let release: String
    /// `.Release.Namespace`.
    package let namespace: String
    /// What is given beside the chart's own values.
    package let values: Value
    /// `.Capabilities.KubeVersion`, as `v1.35.2`.
    package let kubeVersion: String
    /// `.Capabilities.APIVersions`, sorted; empty for charts that do not ask.
    package let apiVersions: [String]
    package let includesCRDs: Bool
    /// Of all of it: equal requests are rendered once.
    package let digest: Digest

    package init(
        chart: Chart, release: String, namespace: String, values: Value, kubeVersion: String,
        apiVersions: [String] = [], includesCRDs: Bool = true
    ) {
        self.chart = chart
        self.release = release
        self.namespace = namespace
        self.values = values
        self.kubeVersion = kubeVersion
        self.apiVersions = apiVersions
        self.includesCRDs = includesCRDs
        digest = Digest(
            of: [
                "chart": .string(chart.digest.description), "path": .string(chart.path), "release": .string(release),
                "namespace": .string(namespace), "values": values, "kubeVersion": .string(kubeVersion),
                "apiVersions": .array(apiVersions.map(Value.string)), "includesCRDs": .bool(includesCRDs),
            ])
    }

    package static func == (left: ChartRequest, right: ChartRequest) -> Bool { left.digest == right.digest }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
