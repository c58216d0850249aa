import Diagnostics
import Document
import Resources
import Specification

/// Makes the graph of resources from a specification and what the world says about placement; a pure function.
///
/// Every step of the product page is a resource or a gate here; the edges are what really has to come first.
package struct Composer {
    let specification: SpecificationSet
    let facts: PlacementFacts
    let rendered: RenderedApplications
    private let customScopes: [ItemKind: Bool]
    private let sharedManifests = SharedManifests()
    /// What is wrong with single workspaces.
    private var failures: [String: DiagnosticCollector] = [:]
    private var resources: [ResourceAddress: Resource] = [:]
    /// The workspaces that want each of the resources that a cluster shares.
    private var consumers: [ResourceAddress: Set<String>] = [:]
    /// The workspaces whose cluster cannot be known now, with the reason.
    private var unknown: [String: String] = [:]
    private var clusters: [String: String] = [:]
    /// The resource that has each item.
    private var owners: [ItemKey: ResourceAddress] = [:]
    /// False for who only looks for what is wrong: a workspace is forgotten once it was held against the others.
    private var keepsAll = true
    private var known: Known?

    /// What an item was when it was composed before.
    package typealias Known = @Sendable (ResourceAddress, ItemKey) -> Value?

    var estate: Estate { specification.estate }

    /// What composing gives.
    package struct Result: Sendable {
        package var graph: ResourceGraph
        /// The management cluster of each workspace.
        package var clusters: [String: String]
        /// The workspaces that are left out since a cluster that might hold them did not answer, with that cluster.
        package var unknown: [String: String]
        /// The workspaces that are left out since they cannot be composed: no room, a broken template, a collision.
        package var failures: [String: [Diagnostic]]
        /// Whether all that anybody wants is known: nothing of it was left out, of other shards what clusters share.
        package var isComplete: Bool
        /// The workspaces that want each of what clusters share, those of other shards among them.
        package var consumers: [ResourceAddress: Set<String>]
    }

    private init(_ specification: SpecificationSet, _ facts: PlacementFacts, _ rendered: RenderedApplications) {
        self.specification = specification
        self.facts = facts
        self.rendered = rendered
        var scopes = specification.customScopes
        for case .objects(let chart) in rendered.charts.values {
            for kind in chart.kinds { scopes[kind.itemKind] = kind.isNamespaced }
        }
        customScopes = scopes
    }

    /// What has to be asked and rendered before the chosen workspaces can be composed: empty once `rendered` has it all. One
    /// answer may lead to the next need, as kinds that one chart brings to what another renders.
    package static func chartNeeds(
        _ specification: SpecificationSet, facts: PlacementFacts, rendered: RenderedApplications,
        selection: GroupSelection = .all
    ) -> ChartNeeds {
        var needs = ChartNeeds()
        guard specification.catalog.contains(where: { $0.revisions.contains { $0.chart != nil } }) else { return needs }
        var composer = Composer(specification, facts, rendered)
        composer.place()
        for workspace in specification.workspaces {
            let isChosen = selection.contains(workspace.id)
            guard isChosen || selection.shard != nil, let cluster = composer.clusters[workspace.id] else { continue }
            var part = composer.part(for: workspace, on: cluster)
            let own = part.chartNeeds(onlyShared: !isChosen)
            needs.targets.formUnion(own.targets)
            needs.requests.merge(own.requests) { first, _ in first }
        }
        return needs
    }

    private func consumers(of address: ResourceAddress) -> Set<String> {
        address.workspace.map { [$0] } ?? consumers[address] ?? []
    }

    /// What is composed of one workspace by itself, what its cluster shares with others included.
    package struct Part: Sendable {
        package var resources: [Resource]
        /// What the charts of its applications are rendered from; nil for an application of which that is not known before
        /// another chart is rendered.
        package var charts: [String: Digest?]
        /// Whether it cannot be composed.
        package var isBroken: Bool
    }

    /// What `body` makes of each of some workspaces, composed one by one and forgotten again: of those that cannot be placed
    /// there is nothing. Charts give no objects.
    package static func parts<Output: Sendable>(
        of ids: Set<String>, in specification: SpecificationSet, facts: PlacementFacts,
        _ body: @Sendable (Workspace, String, Part) -> Output
    ) -> [String: Output] {
        var composer = Composer(specification, facts, .none)
        composer.place()
        let clusters = composer.clusters
        let placed = specification.workspaces.filter { ids.contains($0.id) && clusters[$0.id] != nil }
        let outputs = placed.concurrentlyMapped { [composer] workspace in
            let cluster = clusters[workspace.id] ?? ""
            var part = composer.part(for: workspace, on: cluster)
            part.compose()
            var charts: [String: Digest?] = [:]
            for selected in part.applications where selected.revision.chart != nil {
                charts.updateValue(part.chartRequest(of: selected)?.digest, forKey: selected.application.name)
            }
            return body(
                workspace, cluster,
                Part(resources: part.resources, charts: charts, isBroken: part.collector.hasErrors))
        }
        return Dictionary(zip(placed.map(\.id), outputs)) { first, _ in first }
    }

    private func part(for workspace: Workspace, on cluster: String) -> WorkspaceComposer {
        WorkspaceComposer(
            specification: specification, workspace: workspace, cluster: cluster, rendered: rendered,
            customScopes: customScopes, sharedManifests: sharedManifests, keepsContents: keepsAll)
    }

    /// Composes the chosen workspaces. What is wrong with one workspace leaves the others alone. For a shard, what all
    /// workspaces want of what clusters share is composed too, so that whom they disagree with is the same in every shard.
    ///
    /// An item that is what it was before shares its memory with what `known` gives: in a fleet nearly all are.
    ///
    /// Throws where every chosen workspace is wrong, unless they are those of a shard, and for resources that depend on each
    /// other in a circle.
    package static func compose(
        _ specification: SpecificationSet, facts: PlacementFacts,
        rendered: RenderedApplications = RenderedApplications(),
        selection: GroupSelection = .all, known: Known? = nil
    ) throws(DiagnosticsError) -> Result {
        var composer = Composer(specification, facts, rendered)
        composer.known = known
        composer.place()
        let ids = Set(specification.workspaces.map(\.id).filter(selection.contains))
        composer.compose(
            specification.workspaces.filter { ids.contains($0.id) || selection.shard != nil }, whole: ids)
        composer.refuseCollisions()
        let broken = composer.failures.filter(\.value.hasErrors).mapValues(\.diagnostics)
        let failures = broken.filter { ids.contains($0.key) }
        if selection.shard == nil, !ids.isEmpty, failures.count == ids.count {
            throw DiagnosticsError(failures.sorted { $0.key < $1.key }.flatMap(\.value))
        }
        let kept = composer.resources.values.filter { resource in
            composer.consumers(of: resource.address).contains { consumer in
                let group = resource.address.group
                return broken[consumer] == nil
                    && (ids.contains(consumer) || selection.isWhole(group) || selection.takesIn(group, for: consumer))
            }
        }
        return Result(
            graph: try ResourceGraph(kept), clusters: composer.clusters.filter { failures[$0.key] == nil },
            unknown: composer.unknown, failures: failures, isComplete: broken.isEmpty && composer.unknown.isEmpty,
            consumers: composer.consumers)
    }

    /// What is wrong with the chosen workspaces, by their ids, for who wants no graph: of a large fleet that takes more room than all
    /// specifications.
    package static func findings(
        _ specification: SpecificationSet, facts: PlacementFacts,
        rendered: RenderedApplications = RenderedApplications(), selection: GroupSelection = .all
    ) -> [String: [Diagnostic]] {
        var composer = Composer(specification, facts, rendered)
        composer.keepsAll = false
        composer.place()
        let chosen = specification.workspaces.filter { selection.contains($0.id) }
        composer.compose(chosen, whole: Set(chosen.map(\.id)))
        return composer.failures.filter { $0.value.hasErrors && selection.contains($0.key) }.mapValues(\.diagnostics)
    }

    /// Places all workspaces, so that choosing some of them does not change where the others would go.
    private mutating func place() {
        var placement = Placement(estate: estate, facts: facts)
        for workspace in specification.workspaces {
            do throws(DiagnosticsError) {
                switch try placement.cluster(for: workspace) {
                case .cluster(let name): clusters[workspace.id] = name
                case .unknown(let cluster): unknown[workspace.id] = cluster
                }
            } catch {
                failures[workspace.id, default: DiagnosticCollector()].add(contentsOf: error.diagnostics)
            }
        }
    }

    /// How many workspaces are composed before what they have in common is brought together.
    private static let batch = 64

    /// Composes what can be placed of some workspaces, side by side: each is by itself. Of those that are not to be `whole` only
    /// what clusters share.
    private mutating func compose(_ workspaces: [Workspace], whole: Set<String>) {
        let placed = workspaces.filter { clusters[$0.id] != nil }
        for start in stride(from: 0, to: placed.count, by: Self.batch) {
            let composed = placed[start..<min(start + Self.batch, placed.count)].concurrentlyMapped {
                [self] workspace in
                var part = part(for: workspace, on: clusters[workspace.id] ?? "")
                if whole.contains(workspace.id) { part.compose() } else { part.composeShared() }
                if let known { part.share(known) }
                if !keepsAll { part.checkEdges() }
                return part
            }
            for part in composed {
                add(part)
                if !keepsAll { checkAndForget(part) }
            }
        }
    }

    private mutating func add(_ part: WorkspaceComposer) {
        let workspace = part.workspace
        var collector = part.collector
        for resource in part.resources {
            if resource.address.workspace == nil { consumers[resource.address, default: []].insert(workspace.id) }
            // What a cluster shares is composed by each of its consumers; they have to want the same.
            guard let other = resources[resource.address] else {
                resources[resource.address] = resource
                continue
            }
            if other.deployment != resource.deployment || other.items != resource.items {
                collector.add(
                    .error(
                        "workspace \(workspace.id) wants \(resource.address) with another revision or other values than "
                            + "another workspace on \(part.cluster)", at: resource.location,
                        notes: "the application is shared by all workspaces of a cluster: let them agree"))
            }
            // One of them is enough to know what it was called before.
            let more = resource.formerly.filter { !other.formerly.contains($0) }
            if !more.isEmpty { resources[resource.address]?.formerly += more }
        }
        if collector.hasErrors {
            failures[workspace.id, default: DiagnosticCollector()].add(contentsOf: collector.diagnostics)
        }
    }

    /// Holds what a workspace has against all before it, and forgets it: only what clusters share, and who has what on them, is
    /// kept.
    private mutating func checkAndForget(_ part: WorkspaceComposer) {
        let workspace = part.workspace.id
        let addresses = Set(part.resources.map(\.address)).sorted()
        for address in addresses where consumers(of: address) == [workspace] {
            if let resource = resources[address] { claimItems(of: resource) }
        }
        for address in addresses where address.workspace != nil {
            for item in resources.removeValue(forKey: address)?.items ?? [] where item.key.place == part.tenant {
                owners[item.key] = nil
            }
        }
    }

    /// Two resources must not claim the same thing in the world.
    private mutating func refuseCollisions() {
        for address in resources.keys.sorted() {
            if let resource = resources[address] { claimItems(of: resource) }
        }
    }

    private mutating func claimItems(of resource: Resource) {
        for item in resource.items {
            guard let other = owners.updateValue(resource.address, forKey: item.key) else { continue }
            let message =
                other == resource.address
                ? "\(resource.address) wants \(item.key) twice in \(item.key.place.description)"
                : "\(other) and \(resource.address) both want \(item.key) in \(item.key.place.description)"
            for workspace in consumers(of: other).union(consumers(of: resource.address)) {
                failures[workspace, default: DiagnosticCollector()].add(
                    .error(message, at: item.location, notes: "give one of them another name or namespace"))
            }
        }
    }
}
