import Composition
import Document
import Resources
import Specification

/// Plans the removal of items that are Berth's and are wanted no more.
struct RemovalPlanner: Sendable {
    let world: World
    let protection: Protection
    /// The applications that must be installed before each, by name: what they stand on goes after them.
    let prerequisites: [String: [String]]
    /// Whether what stands at an address is another shard's to remove.
    let isElsewhere: @Sendable (ResourceAddress) -> Bool

    init(
        _ specification: SpecificationSet, world: World, protection: Protection,
        isElsewhere: @escaping @Sendable (ResourceAddress) -> Bool = { _ in false }
    ) {
        self.world = world
        self.protection = protection
        self.isElsewhere = isElsewhere
        prerequisites = specification.prerequisites
    }

    /// One step an address, each behind the resource whose leftovers it removes and behind what stands on it.
    func plan(keeping graph: ResourceGraph) -> StepPlanner.Result {
        let wanted = graph.keys
        let workspaces = Set(graph.resources.compactMap(\.address.workspace))
        var result = StepPlanner.Result()
        var leftovers: [ResourceAddress: [Observation]] = [:]
        let kept = world.owned.map(\.observation).filter { $0.isKept && !wanted.contains($0.key) }.map(\.key)
        let hooks = RemovalHooks(snapshots: world.snapshots)
        // What goes by another name now is not removed.
        let moved = Set(graph.resources.flatMap(\.formerly))
        let charts = hooks.charts(of: workspaces, leftovers: Set(world.owned.map(\.address))).filter {
            graph[$0] == nil && !moved.contains($0)
        }
        // What hooks make they take away themselves.
        let made = hooks.keys(of: charts)
        for (observation, address) in world.owned
        where !wanted.contains(observation.key) && !made.contains(observation.key) {
            let isPlanned = address.workspace.map(workspaces.contains) ?? (graph[address] != nil)
            guard isPlanned, !isElsewhere(address), world.verdict(on: observation).allowsDeletion else { continue }
            if observation.isKept {
                result.remarks.append(Self.remark(onKept: observation, of: address))
            } else if let inner = kept.first(where: { $0.lies(within: observation.key) }) {
                result.remarks.append("\(observation.key) of \(address) stays as well: \(inner) is in it")
            } else if let problem = twin(observation, address) ?? Self.redirection(of: observation, in: world) {
                result.problems.append(problem)
            } else {
                leftovers[address, default: []].append(observation)
            }
        }
        for (address, observations) in leftovers.sorted(by: { $0.key < $1.key }) {
            result.steps.append(step(address, observations, in: graph))
        }
        for chart in charts {
            let (steps, problems) = hooks.steps(
                of: chart, Self.kind(of: chart), protection: protection.reason(of: chart, leftovers[chart] ?? []),
                in: world)
            result.steps += steps
            result.problems += problems
        }
        result.steps = Self.ordered(result.steps, prerequisites: prerequisites)
        return result
    }

    /// That something stays, since its chart says so.
    static func remark(onKept observation: Observation, of address: ResourceAddress) -> String {
        "\(observation.key) of \(address) in \(observation.key.place.description) stays: it is annotated "
            + "helm.sh/resource-policy: keep; delete it by hand when it is not needed any more"
    }

    /// What the specification wants is not taken along with what it does not want any more: a namespace that a
    /// new revision leaves out, and in which others still have something.
    static func problems(of steps: [Step], keeping graph: ResourceGraph) -> [Plan.Problem] {
        steps.flatMap { step in
            step.changes.compactMap { change in
                guard let key = change.companions.map(\.key).filter(graph.keys.contains).min() else { return nil }
                return Plan.Problem(
                    kind: .refused, address: step.address, item: change.key,
                    message: "deleting \(change.key) would take \(key) along, which the specification wants",
                    hint: "keep \(change.key) in \(step.resource), or move what is in it first")
            }
        }
    }

    private func step(_ address: ResourceAddress, _ observations: [Observation], in graph: ResourceGraph) -> Step {
        Step(
            address: graph[address] == nil ? address : Step.removal(of: address),
            kind: graph[address]?.kind ?? Self.kind(of: address), action: .delete,
            reason: "not in the specification any more", dependencies: Self.dependencies(of: address, in: graph),
            changes: observations.sorted { ItemKey.removalOrder($0.key, $1.key) }
                .map { Self.deletion($0, owner: address) },
            protection: protection.reason(of: address, observations))
    }

    /// What is done before leftovers of a resource are removed: the resource itself, and where a name goes, all that makes the new
    /// one answer.
    static func dependencies(of address: ResourceAddress, in graph: ResourceGraph) -> Set<ResourceAddress> {
        guard let resource = graph[address] else { return [] }
        guard resource.kind == .dns, let workspace = address.workspace else { return [address] }
        return NameChange.heralds(of: workspace).filter { graph[$0] != nil }
    }

    /// A second control plane, or a second namespace, of a workspace is no leftover: which of the two people use is not for
    /// a plan to decide.
    private func twin(_ observation: Observation, _ address: ResourceAddress) -> Plan.Problem? {
        let isPlane = observation.key.itemKind == TenantLocation.controlPlaneKind
        guard isPlane || (address.name == "namespace" && observation.key.kind == "Namespace") else { return nil }
        return Plan.Problem(
            kind: .refused, address: address, item: observation.key,
            message: "\(observation.key) in \(observation.key.place.description) is another "
                + "\(isPlane ? "control plane" : "namespace") of \(address.group) than the specification wants",
            hint: "set the specification back, or find out which of the two is in use and remove the other by hand")
    }

    /// A name that carries Berth's mark and leads elsewhere than to its control plane may be in use for something else: it is
    /// deleted only where both are as Berth made them.
    static func redirection(of observation: Observation, in world: World) -> Plan.Problem? {
        guard observation.key.place == .dns, let address = world.verdict(on: observation).address,
            let workspace = address.workspace, let there = observation.value["spec"]?["address"]?.string,
            let own = world.output(Reference(ResourceAddress(workspace: workspace, "kubeconfig"), "address"))?.string,
            !own.isSameTarget(as: there)
        else { return nil }
        return Plan.Problem(
            kind: .refused, address: address, item: observation.key,
            message:
                "\(observation.key) leads to \(there), not to \(own), where the control plane of \(workspace) answers: "
                + "it may be in use for something else",
            hint: "apply the workspace first, which sets it back, or remove the record by hand")
    }

    /// The problems that a destruction has with a workspace of which there are two: neither goes before somebody has said
    /// which of them is in use.
    static func twins(of workspace: String, in world: World) -> [Plan.Problem] {
        let owned = world.owned(by: workspace)
        let planes = owned.filter { $0.key.itemKind == TenantLocation.controlPlaneKind }.map(\.key)
        let namespaces = owned.map(\.key).filter { key in
            key.kind == "Namespace" && key.group.isEmpty
                && ResourceAddress(workspace: workspace, "namespace").canMark(key)
        }
        return [(planes, "control-plane"), (namespaces, "namespace")].filter { $0.0.count > 1 }.map { keys, name in
            let places = keys.sorted().map { "\($0) in \($0.place.description)" }
            return Plan.Problem(
                kind: .refused, address: ResourceAddress(workspace: workspace, name), item: keys.min(),
                message: "workspace \(workspace) has more than one: \(places.joined(separator: " and "))",
                hint: "find out which one is in use, and remove the other by hand")
        }
    }

    /// Edges among removals: what stands on something goes before it. Those free of each other stand by address; each
    /// behind its edges, so that a reader meets them in order.
    ///
    /// `prerequisites`: the applications that must be installed before each, by name.
    static func ordered(_ steps: [Step], prerequisites: [String: [String]]) -> [Step] {
        var later = Set(steps.map(\.address))
        return Plan.sorted(withEdges(steps, prerequisites: prerequisites)).map { step in
            // Each in what the other holds: one has to go first, and what else is in it is shown as going along.
            var step = step
            step.dependencies.subtract(later)
            later.remove(step.address)
            return step
        }
    }

    /// Removals with an edge to each that stands on them, in circles, too.
    static func withEdges(_ steps: [Step], prerequisites: [String: [String]]) -> [Step] {
        // A fleet has many removals that have nothing to do with each other.
        let byGroup = Dictionary(grouping: steps, by: \.address.group)
        var byPlace: [Place: [Step]] = [:]
        for step in steps {
            for place in Set(step.changes.map(\.key.place)) { byPlace[place, default: []].append(step) }
        }
        return steps.map { step in
            var step = step
            let holders = Set(step.changes.filter(\.key.holdsOthers).map(\.key.place))
            let near = (byGroup[step.address.group] ?? []) + holders.flatMap { byPlace[$0] ?? [] }
            step.dependencies.formUnion(near.filter { stands($0, on: step, prerequisites) }.map(\.address))
            return step
        }
    }

    private static func stands(_ step: Step, on other: Step, _ prerequisites: [String: [String]]) -> Bool {
        guard step.address != other.address else { return false }
        if RemovalHooks.goes(step, before: other) { return true }
        let isSamePlace = step.address.group == other.address.group
        if isSamePlace, let name = step.removedApplication, let below = other.removedApplication,
            dependsOn(name, below, prerequisites)
        {
            return true
        }
        if isSamePlace, other.kind == .network, step.kind != .network { return true }
        return step.changes.contains { change in other.changes.contains { change.key.lies(within: $0.key) } }
    }

    private static func dependsOn(_ name: String, _ other: String, _ prerequisites: [String: [String]]) -> Bool {
        var open = prerequisites[name] ?? []
        var known = Set(open)
        while let next = open.popLast() {
            if next == other { return true }
            open += (prerequisites[next] ?? []).filter { known.insert($0).inserted }
        }
        return false
    }

    /// What the removal of one item is; `owner` is whose it is, nil for what is not Berth's and goes by consent.
    static func deletion(_ observation: Observation, owner: ResourceAddress?) -> ItemChange {
        ItemChange(
            key: observation.key, action: .delete, precondition: Precondition(deleting: observation, owner: owner),
            dependents: observation.key.dependents)
    }

    /// The kind of resource that an address names, for what no specification describes.
    static func kind(of address: ResourceAddress) -> Resource.Kind {
        let head = String(address.name.prefix { $0 != "/" })
        return Resource.Kind(rawValue: head) ?? .application
    }
}

extension SpecificationSet {
    /// The applications that must be installed before each, by name.
    var prerequisites: [String: [String]] {
        Dictionary(catalog.map { ($0.name, $0.dependsOn) }) { first, _ in first }
    }
}

extension Step {
    /// The application that is taken away, with what its chart's hooks made; nil for everything else.
    fileprivate var removedApplication: String? { (resource.hookedChart ?? resource).application }
}

extension Observation {
    /// Whether the chart that it came from wants it to outlive its release.
    var isKept: Bool { annotation("helm.sh/resource-policy") == "keep" }
}

extension ItemKey {
    /// Whether an item goes along when the other is deleted: it lies in the namespace, or is an instance of the definition.
    func lies(within other: ItemKey) -> Bool {
        guard place == other.place, self != other else { return false }
        switch (other.group, other.kind) {
        case ("", "Namespace"): return namespace == other.name
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            // The name of a definition is the plural and the group, which may hold dots itself.
            return !group.isEmpty && other.name.drop { $0 != "." }.dropFirst() == group
        default: return false
        }
    }
}

extension ItemKey {
    /// What goes with an item and outlives it for a moment: a removal waits for it (facts of Kamaji).
    var dependents: [ItemKey] {
        guard itemKind == TenantLocation.controlPlaneKind else { return [] }
        func core(_ kind: String, _ name: String) -> ItemKey {
            ItemKey(place: place, apiVersion: "v1", kind: kind, namespace: namespace, name: name)
        }
        return [
            core("Service", name), core("Secret", "\(name)-admin-kubeconfig"),
            core("Secret", "\(name)-datastore-config"),
        ]
    }
}

extension String {
    /// Whether both are the same addresses or the same name, however they are spelled.
    fileprivate func isSameTarget(as other: String) -> Bool { targets == other.targets }

    private var targets: Set<String> {
        Set(
            split(separator: ",").map { part in
                let text = part.filter { $0 != " " }
                let name = text.lowercased()
                return IPAddress(text)?.description ?? (name.hasSuffix(".") ? String(name.dropLast()) : name)
            })
    }
}
