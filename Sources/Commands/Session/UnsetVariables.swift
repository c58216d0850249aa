import Diagnostics
import Resources
import Specification

/// Finds the environment variables that the specification refers to and that are not set; a pure function.
struct UnsetVariables {
    let specification: SpecificationSet
    /// Whether a variable is set.
    let isSet: (String) -> Bool

    /// One error for each reference that planning these workspaces (nil: all) needs.
    func diagnostics(workspaces chosen: Set<String>?) -> [Diagnostic] {
        let estate = specification.estate
        var references: [SecretReference] = []
        for workspace in specification.workspaces where chosen?.contains(workspace.id) ?? true {
            references += [workspace.integration.hcloudToken, workspace.integration.apiKey].compactMap(\.self)
            if workspace.network?.isManaged == true, let name = workspace.computeProvider,
                let provider = estate.computeProvider(named: name)
            {
                references.append(provider.token)
            }
        }
        var collector = DiagnosticCollector()
        for cluster in estate.managementClusters {
            if case .environment(let name) = cluster.kubeconfig.origin, !isSet(name) {
                collector.add(error(name, "with the content of a kubeconfig", at: cluster.kubeconfig.declaredAt))
            }
        }
        for reference in references {
            if case .environment(let name) = reference.source, !isSet(name) {
                collector.add(error(name, "before running berth", at: reference.location))
            }
        }
        return collector.diagnostics
    }

    private func error(_ name: String, _ how: String, at location: SourceLocation?) -> Diagnostic {
        .error("the environment variable \(name) is not set", at: location, notes: "export \(name) \(how)")
    }
}
