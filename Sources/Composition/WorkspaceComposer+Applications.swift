import Diagnostics
import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// Step 4: what must be there before the control plane; shared ones belong to the cluster.
    mutating func composePrerequisites() {
        for selected in applications where selected.isPrerequisite {
            let isShared = selected.application.rules.scope == .managementCluster
            compose(selected, .prerequisite, dependencies: isShared ? [] : dependencies("namespace"))
        }
    }

    /// The part of step 4 that belongs to the cluster, without what it stands on of this workspace.
    mutating func composeShared() {
        for selected in specification.applications(of: workspace)
        where selected.isPrerequisite && selected.application.rules.scope == .managementCluster {
            compose(selected, .prerequisite, dependencies: [])
        }
        composeChartNamespaces()
        for address in resources.map(\.address) {
            change(address) { $0.dependencies = $0.dependencies.filter { $0.workspace == nil } }
        }
    }

    /// Step 8: everything else, inside the tenant.
    mutating func composeApplications() {
        for selected in applications where !selected.isPrerequisite {
            compose(selected, .application, dependencies: dependencies("api"))
        }
    }

    /// An application with the hooks of its chart, before it and behind it; those of its removal are noted on it.
    private mutating func compose(
        _ selected: SelectedApplication, _ kind: Resource.Kind, dependencies: Set<ResourceAddress>
    ) {
        var main = resource(selected, kind, dependencies: dependencies)
        for stage in [ChartHook.Stage.beforeRemoval, .afterRemoval] {
            main.deployment?.removalHooks += hookItems(of: selected, stage).map {
                RemovalHook(key: $0.key, desired: $0.desired)
            }
        }
        for stage in [ChartHook.Stage.before, .after] {
            let items = hookItems(of: selected, stage)
            guard !items.isEmpty else { continue }
            var hooks = main
            hooks.address = main.address.hooks(stage)
            hooks.deployment?.removalHooks = []
            hooks.formerly = main.formerly.map { $0.hooks(stage) }
            hooks.items = items
            if stage == .before { main.dependencies.insert(hooks.address) } else { hooks.dependencies = [main.address] }
            add(hooks)
        }
        add(main)
    }

    private mutating func resource(
        _ selected: SelectedApplication, _ kind: Resource.Kind, dependencies: Set<ResourceAddress>
    ) -> Resource {
        let application = selected.application
        let others = application.dependsOn.compactMap { name in
            applications.first { $0.application.name == name }.map { self.destination(of: $0).address }
        }
        let destination = destination(of: selected)
        let (items, release) = contents(of: selected, at: destination)
        var resource = Resource(
            destination.address, kind, dependencies: dependencies.union(others), items: items,
            timeout: application.timeout,
            deployment: Deployment(
                application: application.name, revision: selected.revision.revision, digest: selected.revision.digest),
            release: release, requiresWorkers: application.rules.requiresWorkers, isProtected: application.isProtected,
            adopts: application.adopts, replaces: application.replaces, location: selected.declaredAt)
        resource.revisionLocation = selected.revisionAt
        resource.formerly = workspace.formerNames(of: application.name).map { name in
            var address = destination.address
            address.name = "application/\(name)"
            return address
        }
        return resource
    }

    /// What an application's manifests and its chart give.
    private mutating func contents(
        of selected: SelectedApplication, at destination: Destination
    ) -> (items: [Item], release: HelmRelease?) {
        let isShared = destination.isShared && selected.revision.helm == nil
        if isShared, let known = sharedManifests.items(of: selected, at: destination.address) { return (known, nil) }
        let findings = collector.diagnostics.count
        let isProtected = selected.application.isProtected
        let values = filledValues(of: selected)
        collector.add(contentsOf: values.diagnostics.diagnostics)
        var items = items(
            selected.revision.manifests, address: destination.address, place: destination.place,
            defaultNamespace: destination.namespace, isConfined: destination.isConfined, isProtected: isProtected,
            context: values.context)
        if isShared, collector.diagnostics.count == findings {
            sharedManifests.keep(items, of: selected, at: destination.address)
        }
        // Without the values there is nothing more to say of the chart.
        guard selected.revision.helm != nil, !values.diagnostics.hasErrors else { return (items, nil) }
        items += chartItems(of: selected, isProtected: isProtected)
        items.sort { ItemKey.installOrder($0.key, $1.key) }
        let release = chartRequest(of: selected).map { HelmRelease(name: $0.release, namespace: $0.namespace) }
        return (items, release)
    }

    /// The application's values, with the references in them filled. A shared install is the same for every workspace, so
    /// that nothing of one workspace may stand in it.
    func filledValues(of selected: SelectedApplication) -> ValuesFiller {
        var context = context
        if destination(of: selected).isShared { context.leaveOutWorkspace() }
        return ValuesFiller(selected, context: context)
    }

    /// Where an application goes.
    func destination(of selected: SelectedApplication) -> Destination {
        let name = "application/\(selected.application.name)"
        guard selected.isPrerequisite else {
            return Destination(address: address(name), place: tenant, namespace: "default", isConfined: false)
        }
        guard selected.application.rules.scope == .managementCluster else {
            return Destination(
                address: address(name), place: management, namespace: workspace.namespace, isConfined: true)
        }
        return Destination(
            address: ResourceAddress(cluster: cluster, name), place: management, namespace: "default", isConfined: false
        )
    }
}

extension SelectedApplication {
    fileprivate var isPrerequisite: Bool { application.rules.phase == .prerequisite }
}
