import Document

extension Schema where Output == HelmSettings {
    /// The `helm` of a revision.
    static var helm: Schema<HelmSettings> {
        .object(
            Field.defaulted(
                "chart", .text, "chart", "The chart: a folder or a .tgz, relative to the folder of the revision."),
            Field.optional("releaseName", .filledLabel, "The name of the release; by default that of the application."),
            Field.optional(
                "namespace", .filledLabel,
                "The namespace of the release, made where it does not exist; by default that of manifests."),
            Field.optional(
                "values", .anyMap,
                "The chart's values, with ${values.…} for the application's; by default the application's values as they are."
            ),
            Field.defaulted("includeCRDs", .boolean, true, "Installs what lies in the chart's crds/."),
            Field.defaulted("hooks", .boolean, true, "false leaves the chart's hooks out."),
            Field.defaulted(
                "apiVersions", .list(of: .apiVersion), [],
                "What .Capabilities.APIVersions has beside what the target serves and the catalog brings.")
        ) { _, chart, releaseName, namespace, values, includesCRDs, runsHooks, apiVersions in
            HelmSettings(
                chart: chart, releaseName: releaseName, namespace: namespace, values: values,
                includesCRDs: includesCRDs, runsHooks: runsHooks, apiVersions: apiVersions)
        }
    }
}

extension Schema where Output == String {
    /// A DNS label, or a text with references that is to become one.
    fileprivate static var filledLabel: Schema<String> {
        text("a lower-case DNS label, which may hold references such as ${workspace.id}", json: ["maxLength": 253]) {
            $0.contains("${") || $0.isDNSLabel
        }
    }

    /// `group/version`, `group/version/Kind` or `version/Kind`.
    fileprivate static var apiVersion: Schema<String> {
        text("as monitoring.coreos.com/v1 or monitoring.coreos.com/v1/ServiceMonitor") { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count <= 3
                && parts.allSatisfy { part in
                    !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
                }
        }
    }
}
