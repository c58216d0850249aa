import Diagnostics
import Document
import Resources
import Specification

/// Where an application of a workspace goes.
struct Destination {
    var address: ResourceAddress
    var place: Place
    /// The namespace of objects that name none.
    var namespace: String
    /// Objects may lie in that namespace only.
    var isConfined: Bool

    /// Whether it is one for all workspaces of the cluster.
    var isShared: Bool { address.workspace == nil }
}

extension WorkspaceComposer {
    /// The rendering that an application of this workspace needs; nil where it has no chart, its values cannot be used, or a
    /// chart that it depends on is not rendered yet.
    mutating func chartRequest(of selected: SelectedApplication) -> ChartRequest? {
        let name = selected.application.name
        if let known = chartRequests[name] { return known }
        // Applications do not depend on each other in circles; that was checked.
        chartRequests[name] = .some(nil)
        let request = makeRequest(of: selected)
        chartRequests[name] = .some(request)
        return request
    }

    private mutating func makeRequest(of selected: SelectedApplication) -> ChartRequest? {
        guard let chart = selected.revision.chart, let helm = selected.revision.helm else { return nil }
        let destination = destination(of: selected)
        var values = ChartValues(selected, context: filledValues(of: selected).context)
        let release = values.release(
            helm.releaseName, default: selected.application.name, at: "releaseName", longest: 53)
        let namespace = values.release(helm.namespace, default: destination.namespace, at: "namespace", longest: 63)
        let tree = values.tree()
        values.check(tree, by: chart)
        collector.add(contentsOf: values.collector.diagnostics)
        guard !values.collector.hasErrors else { return nil }
        guard let versions = apiVersions(for: selected, chart, helm, destination) else { return nil }
        return ChartRequest(
            chart: chart, release: release, namespace: namespace, values: .object(tree),
            kubeVersion: version(of: destination.place), apiVersions: versions, includesCRDs: helm.includesCRDs)
    }

    /// The version of the target as it is when the chart is installed: a tenant has the one of its specification then.
    private func version(of place: Place) -> String {
        if case .tenant = place { return workspace.kubernetes.version }
        return rendered.targets[place]?.version.withoutSuffix ?? workspace.kubernetes.version
    }

    /// What the chart is told that the target serves; nil while a chart that it depends on is not rendered.
    private mutating func apiVersions(
        for selected: SelectedApplication, _ chart: Chart, _ helm: HelmSettings, _ destination: Destination
    ) -> [String]? {
        guard chart.asksForAPIVersions else { return [] }
        let present = applications
        var brought = Set(helm.includesCRDs ? chart.customKinds : [])
        var open = selected.application.dependsOn
        var known = Set(open)
        while let name = open.popLast() {
            guard let other = present.first(where: { $0.application.name == name }) else { continue }
            open += other.application.dependsOn.filter { known.insert($0).inserted }
            guard self.destination(of: other).place == destination.place else { continue }
            guard let kinds = kinds(broughtBy: other) else { return nil }
            brought.formUnion(kinds)
        }
        let own = present.filter { self.destination(of: $0).place == destination.place }.flatMap(
            \.revision.definedGroups)
        return ChartCapabilities(target: rendered.targets[destination.place], version: version(of: destination.place))
            .apiVersions(brought: brought, own: Set(own), adding: helm.apiVersions)
    }

    /// The kinds that an application defines; nil where they are not known before its chart is rendered.
    private mutating func kinds(broughtBy other: SelectedApplication) -> Set<KindVersion>? {
        let inManifests = other.revision.manifests.flatMap { KindVersion.all(in: $0.value) }
        guard other.revision.chart != nil else { return Set(inManifests) }
        guard let request = chartRequest(of: other), let rendering = rendered.charts[request.digest] else { return nil }
        // What fails stops what depends on it, too.
        guard case .objects(let chart) = rendering else { return Set(inManifests) }
        return chart.kinds.union(inManifests)
    }

    /// What of the charts of this workspace is not known yet.
    mutating func chartNeeds(onlyShared: Bool = false) -> ChartNeeds {
        var needs = ChartNeeds()
        for selected in applications {
            guard let chart = selected.revision.chart, !onlyShared || destination(of: selected).isShared else {
                continue
            }
            let place = destination(of: selected).place
            if chart.asksForAPIVersions || place == management, !rendered.asked.contains(place) {
                needs.targets.insert(place)
            }
            guard let request = chartRequest(of: selected) else { continue }
            switch rendered.charts[request.digest] {
            case nil: needs.requests[request.digest] = request
            case .failed: continue
            case .objects(let chart):
                if !rendered.asked.contains(place), chart.objects.contains(where: isOfUnknownScope) {
                    needs.targets.insert(place)
                }
            }
        }
        return needs
    }

    private func isOfUnknownScope(_ object: TemplateDocument) -> Bool {
        guard let apiVersion = object.value["apiVersion"]?.string, let kind = object.value["kind"]?.string else {
            return false
        }
        let item = ItemKind(apiVersion: apiVersion, kind: kind)
        let namespace = object.value["metadata"]?["namespace"]?.string ?? ""
        return namespace.isEmpty && item.isNamespaced == nil && customScopes[item] == nil
    }

    /// The items of an application's chart, empty where it has none.
    mutating func chartItems(of selected: SelectedApplication, isProtected: Bool) -> [Item] {
        guard selected.revision.helm != nil, !rendered.leavesChartsOut, let request = chartRequest(of: selected)
        else { return [] }
        switch rendered.charts[request.digest] {
        case .failed(let diagnostic):
            collector.add(diagnostic)
        case nil:
            collector.add(
                .error("the chart of `\(selected.application.name)` was not rendered", at: selected.declaredAt))
        case .objects(let chart):
            let composer = chartComposer(of: selected, request, isProtected: isProtected)
            return chart.objects.compactMap { composer.renderedItem($0, &collector) }
        }
        return []
    }

    private func chartComposer(
        of selected: SelectedApplication, _ request: ChartRequest, at address: ResourceAddress? = nil, isProtected: Bool
    ) -> ObjectComposer {
        let destination = destination(of: selected)
        return objectComposer(
            address ?? destination.address, place: destination.place, defaultNamespace: request.namespace,
            isConfined: destination.isConfined, isProtected: isProtected, context: TemplateContext())
    }

    /// The hooks that are run at a stage, in the order in which they are run.
    mutating func hookItems(of selected: SelectedApplication, _ stage: ChartHook.Stage) -> [Item] {
        guard selected.revision.helm?.runsHooks == true, let request = chartRequest(of: selected),
            case .objects(let chart) = rendered.charts[request.digest]
        else { return [] }
        let composer = chartComposer(
            of: selected, request, at: destination(of: selected).address.hooks(stage), isProtected: false)
        let hooks = chart.hooks.filter { !$0.hook.events.isDisjoint(with: stage.events) }.compactMap { hook in
            composer.renderedItem(hook.object, &collector).map { (weight: hook.hook.weight, item: $0) }
        }
        return hooks.sorted { left, right in
            left.weight == right.weight
                ? ItemKey.installOrder(left.item.key, right.item.key) : left.weight < right.weight
        }.map(\.item)
    }
}

extension ApplicationRevision {
    /// The API groups that it defines kinds of, as far as its files show.
    var definedGroups: Set<String> {
        let inManifests = manifests.flatMap { KindVersion.all(in: $0.value) }.map(\.group)
        return Set(inManifests + (chart?.customKinds.map(\.group) ?? [])).union(chart?.templatedGroups ?? [])
    }
}

extension String {
    /// A version without what providers hang on: `v1.31.4-eks-1` is `v1.31.4`.
    fileprivate var withoutSuffix: String { String(prefix { $0 != "-" && $0 != "+" }) }
}
