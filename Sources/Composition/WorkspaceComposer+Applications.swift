import Diagnostics
import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// Step 4: what must be there before the control plane; shared ones belong to the cluster.
    mutating func composePrerequisites() {
        for selected in specification.applications(of: workspace) where selected.isPrerequisite {
            let isShared = selected.application.rules.scope == .managementCluster
            add(
                resource(
                    selected, .prerequisite, place: management,
                    dependencies: isShared ? [] : dependencies("namespace"), isConfined: !isShared))
        }
    }

    /// Step 8: everything else, inside the tenant.
    mutating func composeApplications() {
        for selected in specification.applications(of: workspace) where !selected.isPrerequisite {
            add(resource(selected, .application, place: tenant, dependencies: dependencies("api"), isConfined: false))
        }
    }

    private mutating func resource(
        _ selected: SelectedApplication, _ kind: Resource.Kind, place: Place, dependencies: Set<ResourceAddress>,
        isConfined: Bool
    ) -> Resource {
        let application = selected.application
        let present = specification.applications(of: workspace)
        let others = application.dependsOn.compactMap { name in
            present.first { $0.application.name == name }.map(address(of:))
        }
        let address = address(of: selected)
        let isShared = address.workspace == nil
        // A shared install is the same for every workspace, so that nothing of one workspace may stand in it.
        let values = ValuesFiller(selected, context: isShared ? sharedContext : context())
        collector.add(contentsOf: values.diagnostics.diagnostics)
        let items = items(
            selected.revision.manifests, address: address, place: place,
            defaultNamespace: kind == .application || isShared ? "default" : workspace.namespace,
            isConfined: isConfined, isProtected: application.isProtected,
            context: values.context)
        return Resource(
            address, kind, dependencies: dependencies.union(others), items: items, timeout: application.timeout,
            deployment: Deployment(
                application: application.name, revision: selected.revision.revision, digest: selected.revision.digest),
            requiresWorkers: application.rules.requiresWorkers, isProtected: application.isProtected,
            location: selected.declaredAt)
    }

    private var sharedContext: TemplateContext {
        var context = context()
        for name in ["workspace", "kubernetes", "network"] { context.values[name] = nil }
        context.references = [:]
        return context
    }

    private func address(of selected: SelectedApplication) -> ResourceAddress {
        let name = "application/\(selected.application.name)"
        return selected.application.rules.scope == .managementCluster
            ? ResourceAddress(cluster: cluster, name) : address(name)
    }
}

extension SelectedApplication {
    fileprivate var isPrerequisite: Bool { application.rules.phase == .prerequisite }
}
