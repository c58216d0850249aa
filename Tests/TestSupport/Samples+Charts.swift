import Document
import Specification
import YAML

extension Samples {
    /// A chart of files, as the catalog would hold it; `Chart.yaml` is added.
    package static func chart(_ files: [String: String], named name: String = "web") throws -> Chart {
        var bytes = files.mapValues { Array($0.utf8) }
        if bytes["Chart.yaml"] == nil {
            bytes["Chart.yaml"] = Array("apiVersion: v2\nname: \(name)\nversion: 1.2.3\n".utf8)
        }
        return Chart(
            name: name, version: "1.2.3", files: bytes,
            defaults: try bytes["values.yaml"].flatMap { try YAML.parse($0, file: "values.yaml").first?.value.object }
                ?? [:],
            valuesSchema: try bytes["values.schema.json"].map { try Value(json: $0) },
            customKinds: PackedChart.definitions(in: bytes).kinds,
            templatedGroups: PackedChart.definitions(in: bytes).templatedGroups,
            path: "templates/applications/\(name)/1.0.0/chart")
    }

    /// An application with nothing but a chart.
    package static func application(
        _ name: String, rules: DeploymentRules = DeploymentRules(), dependsOn: [String] = [], values: Object = [:],
        manifests: [Value] = [], helm: HelmSettings = HelmSettings(), chart: Chart
    ) -> Application {
        Application(
            name: name, activeRevision: "1.0.0", rules: rules, dependsOn: dependsOn,
            revisions: [
                ApplicationRevision(
                    application: name, revision: "1.0.0", defaults: values, manifests: manifests.map(document),
                    helm: helm,
                    chart: chart)
            ])
    }
}
