import Diagnostics
import Document
import YAML

/// An application as one workspace gets it.
package struct SelectedApplication: Sendable, Hashable {
    package var application: Application
    package var revision: ApplicationRevision
    /// The revision's defaults with the workspace's values merged over them.
    package var values: Object
    /// The values that the workspace takes away, by null: what a chart has for them by itself is not to count either.
    package var removed: [Path]
    package var origins: ValueOrigins
    /// The line that brings it: the workspace's request, or the application's rules.
    package var declaredAt: SourceLocation
    /// The line that chooses its revision, where the workspace itself does.
    package var pinnedAt: SourceLocation?

    /// The line that chooses its revision: the workspace's, or that of the catalog.
    package var revisionAt: SourceLocation {
        pinnedAt ?? application.marks.location(of: ["spec", "activeRevision"])
    }
}

extension SpecificationSet {
    /// Whether any workspace gets an application with a chart.
    package var usesCharts: Bool {
        workspaces.contains { applications(of: $0).contains { $0.revision.chart != nil } }
    }

    /// What a workspace asks for and what the deployment rules bring it, sorted by name; requests for what the
    /// catalog does not have are left out (validation reports them).
    package func applications(of workspace: Workspace) -> [SelectedApplication] {
        catalog.compactMap { application in
            let position = workspace.applications.firstIndex { $0.name == application.name }
            let request = position.map { workspace.applications[$0] }
            guard request != nil || application.isBrought(to: workspace),
                let revision = application.revision(named: request?.revision ?? application.activeRevision)
            else { return nil }
            return SelectedApplication(
                application: application, revision: revision,
                values: revision.defaults.merging(request?.values ?? [:]),
                removed: Value.object(request?.values ?? [:]).leaves.filter(\.value.isNull).map(\.path),
                origins: ValueOrigins(revision: revision, workspace: workspace, request: position),
                declaredAt: request?.declaredAt ?? application.marks.keyLocation(of: ["spec", "rules", "workspaces"]),
                pinnedAt: request?.revision == nil
                    ? nil
                    : position.map {
                        workspace.marks.location(
                            of: Path([.key("spec"), .key("applications"), .index($0), .key("revision")]))
                    })
        }
    }
}

extension Application {
    /// Whether the deployment rules bring it to a workspace that does not ask for it.
    package func isBrought(to workspace: Workspace) -> Bool {
        guard !workspace.exclude.contains(name) else { return false }
        switch rules.workspaces {
        case .all: return true
        case .none: return false
        case .matching(let labels, let types):
            return labels.allSatisfy { workspace.labels[$0.key] == $0.value }
                && (types.isEmpty || workspace.computeProviderType.map(types.contains) == true)
        }
    }
}

extension Object {
    /// These values with others over them: maps are merged, anything else is replaced; null removes a default.
    package func merging(_ others: Object) -> Object {
        var result = self
        for (key, value) in others {
            if value.isNull {
                _ = result.removeValue(forKey: key)
            } else if let object = value.object, let base = result[key]?.object {
                result[key] = .object(base.merging(object))
            } else {
                result[key] = value
            }
        }
        return result
    }
}
