import Composition
import Diagnostics
import Document
import Resources
import Specification
import State

/// Makes plans: observes the world, composes what shall be, and says what has to be done.
package struct Planner: Sendable {
    let specification: SpecificationSet
    let backends: any BackendProvider
    let secrets: any SecretSource
    let snapshots: [String: Snapshot]
    let stored: StoredSecrets
    let charts: (any ChartRendering)?
    let options: Options

    /// `stored` is what the state has encrypted; without `charts` applications that have one cannot be planned.
    package init(
        specification: SpecificationSet, backends: any BackendProvider, secrets: any SecretSource,
        snapshots: [String: Snapshot], stored: StoredSecrets = StoredSecrets(),
        charts: (any ChartRendering)? = nil, options: Options = Options()
    ) {
        self.specification = specification
        self.backends = backends
        self.secrets = options.rotations.isEmpty ? secrets : RotatedSecrets(secrets, rotations: options.rotations)
        self.snapshots = snapshots
        self.stored = stored
        self.charts = charts
        self.options = options
    }

    private var requests: ReplaceRequests { ReplaceRequests(options.replacements) }

    var observer: Observer {
        Observer(estate: specification.estate, backends: backends, parallelism: options.parallelism)
    }

    /// Plans what makes the world as the specification says.
    ///
    /// What is wrong with one workspace is a problem of that one. Throws `DiagnosticsError` where nothing of the specification
    /// can be planned, `PlanScope.UnknownName`, `Rotation.UnknownName`, and `ImportPlanner.NotThere`.
    package func plan() async throws -> Plan {
        async let outdated = stored.outdated(of: options.selection, parallelism: options.parallelism)
        var facts = await placementFacts()
        let orphans = orphans(facts)
        let pruned = options.prunes ? orphans.filter(options.scope.mayHold) : []
        let goingElsewhere = goingElsewhere(facts)
        let renamings = renamings(facts)
        if !options.consents.contains(.relocate) {
            // Beside one that is taken away the plan as a whole is refused.
            facts.renamings = renamings.filter { Set($0.value.former.keys).isDisjoint(with: pruned + goingElsewhere) }
        }
        let relocated = options.consents.contains(.relocate) ? relocations(facts) : []
        let wanted = specification.without(relocated)
        let rendered = try await charts?.rendered(
            wanted, facts: facts, selection: options.selection, asking: backends)
        let composed = try Composer.compose(
            wanted, facts: facts, rendered: rendered ?? RenderedApplications(), selection: options.selection
        ) { [snapshots] address, key in snapshots[address.group]?.items[key]?.applied }
        let tenants = tenants(composed.clusters)
        var world = await world(of: composed.graph, tenants, facts)
        await observer.countNodes(of: StepPlanner.awaitingWorkers(composed.graph, in: world), &world)
        let record = KindRecord(world: world, recorded: facts.records)
        let graph = record.recording(in: composed.graph)
        let importing = try options.imported.map { try ImportPlanner($0, in: graph, world) }
        var steps = try await steps(of: graph, in: world, record, importing)
        let emptied = steps.steps.compactMap(\.emptiedTenant)
        if !emptied.isEmpty {
            // All that is in it has to be made anew, too.
            for workspace in emptied { world.empty(workspace) }
            steps = try await self.steps(of: graph, in: world, record, importing)
            steps.problems += await OutlivingTenant(world: world, backends: backends, consents: options.consents)
                .problems(of: emptied)
        }
        let rotation = RotationPlanner(options.rotations, graph: graph)
        try rotation.check(among: Set(composed.clusters.keys))
        rotation.mark(&steps.steps)
        let encryption = encryption(of: try await outdated, beside: steps.steps)
        steps.steps = encryption.steps
        try requests.check(among: steps.steps, isElsewhere: isElsewhere)
        let sharedOrphans = sharedOrphans(in: world, composed)
        let kept = Set(orphans).subtracting(pruned)
        try options.scope.checkTargets(among: kept)
        let left = kept.filter { !options.scope.excludes($0) }.sorted()
        let coming = coming(facts, unknown: Set(composed.unknown.keys))
        let others = coming.filter { renamings[$0.id] == nil }
        let going = pruned + relocated
        let pruning = try await pruning(going, relocated: Set(relocated), facts)
        if pruning != nil { steps.steps.removeAll { going.contains($0.address.group) } }
        let renewals = doubts(onStored: steps.steps, world)
        var plan = Plan(
            estate: specification.estate.name, purpose: .apply, steps: steps.steps,
            groups: groups(of: steps.steps, tenants: tenants, composed: composed.graph, in: world),
            unreachable: unreachable(world, facts, composed), problems: steps.problems,
            remarks: left.map { remark(onOrphan: $0, beside: others, facts, in: world) }
                + remarks(on: renamings, going: pruned)
                + remarks(onShared: sharedOrphans) + marked
                + retiredVersions(steps.steps) + encryption.remarks
                + rotation.remarks + steps.remarks + requests.remarks(on: steps.steps, steps.problems)
                + remarks(on: world, steps.steps) + renewals.map(\.message), consents: options.consents,
            rotations: rotation.carriedOut(by: steps.steps))
        plan.replacements = requests.addresses
        plan.doubts = steps.doubts + renewals
        if let shard = options.selection.shard {
            let part = Plan.Part(
                shard: shard, specification: specification.digest, limits: specification.estate.guards,
                options: options.words)
            plan.part = part
            plan.remarks.insert(part.remark, at: 0)
        }
        recordSharedKinds(in: &plan, record, graph)
        plan.problems += RevisionCheck(specification, snapshots).problems(in: graph)
        plan.problems += composed.failures.sorted { $0.key < $1.key }.flatMap(Self.problems)
        plan.problems += replacements(coming, going: pruned, elsewhere: goingElsewhere)
        plan.leftovers = leftovers(orphans: left, sharedOrphans)
        plan.imported = options.imported
        let scope = options.imported?.scope ?? rotation.scope(of: plan) ?? options.scope
        plan = try finished(
            plan, in: world, taking: pruning, scope: scope, keeping: kept, consumers: composed.consumers)
        return importing?.imported(plan) ?? plan
    }

    /// Where the workspaces are, with what runs that are under way have reserved.
    private func placementFacts() async -> PlacementFacts {
        var facts = await observer.placementFacts(snapshots: snapshots)
        facts.add(
            reservations: options.reservations, on: Set(specification.estate.managementClusters.map(\.name)))
        return facts
    }

    private func recordSharedKinds(in plan: inout Plan, _ record: KindRecord, _ graph: ResourceGraph) {
        for index in plan.groups.indices {
            let name = plan.groups[index].name
            guard let cluster = ResourceAddress.Scope(group: name).cluster, options.selection.isWhole(name) else {
                continue
            }
            plan.groups[index].sharedKinds = record.shared(
                on: cluster, recorded: options.sharedKinds[cluster] ?? [], in: graph, after: plan.steps)
        }
    }

    private func encryption(of outdated: [StoredSecrets.Outdated], beside steps: [Step]) -> Reencryption.Result {
        Reencryption(location: specification.estate.marks.location(of: ["spec", "encryption", "recipients"]))
            .added(to: steps, for: outdated, renewed: options.rotations)
    }

    /// Closes a plan, narrows it to the part that is wanted, and judges that part by the guards.
    ///
    /// `removal` is what takes workspaces away beside it, and was looked at by itself; `orphans` are those that stay; `consumers` are
    /// the workspaces that stand on what clusters share.
    func finished(
        _ plan: Plan, in world: World, taking removal: Destruction? = nil, scope: PlanScope? = nil,
        keeping orphans: Set<String> = [], consumers: [ResourceAddress: Set<String>] = [:]
    ) throws -> Plan {
        var plan = plan
        // What the plan did not look at is the estate's all the same: a share is one of everything.
        let asked = Set(plan.groups.map(\.name))
        let others = snapshots.values.filter { !asked.contains($0.group) }.flatMap(\.items.keys)
        let seen = world.owned + (removal?.world.owned ?? [])
        plan.owned = Set(others).union(seen.map(\.observation.key)).count + snapshots.storedObjects
        plan.close { world.output($0) }
        if var closed = removal?.plan {
            closed.close { removal?.world.output($0) }
            plan.add(removal: closed)
        }
        plan = try (scope ?? options.scope).narrowed(plan, consumers: consumers) {
            isElsewhere($0) || orphans.contains($0) || isUnchanged($0)
        }
        settle(&plan, in: world)
        plan.waves = RolloutPlanner(specification, snapshots).waves(of: plan)
        let destroyed = plan.destroyedGroups
        plan.problems += Self.contradictions(of: plan) { group in
            removal.flatMap { destroyed.contains(group) ? $0.world : nil } ?? world
        }
        plan.problems += Guards(specification).problems(in: plan, owned: plan.owned)
        return plan
    }

    /// Whether a workspace is specified and left out since it did not change.
    private func isUnchanged(_ group: String) -> Bool {
        guard case .changed = options.selection else { return false }
        return !options.selection.contains(group) && specification.workspace(id: group) != nil
    }

    /// Whether a group that the estate knows belongs to another shard.
    private func isElsewhere(_ group: String) -> Bool {
        guard let shard = options.selection.shard, !shard.contains(group) else { return false }
        if let cluster = ResourceAddress.Scope(group: group).cluster {
            return specification.estate.managementCluster(named: cluster) != nil
        }
        return specification.workspace(id: group) != nil || snapshots[group] != nil
    }

    /// Notes of what a run has nothing to record: what stays as it is in workspaces of which nothing is written, and elsewhere
    /// what the state has just so.
    private func settle(_ plan: inout Plan, in world: World) {
        // What holds a rotated secret is looked at as a whole.
        guard plan.purpose == .apply, plan.rotations.isEmpty else { return }
        let touched = plan.touchedGroups
        let renamed = Set(plan.steps.filter(\.retiresNames).map(\.resource))
        for index in plan.steps.indices where plan.steps[index].changes.contains(where: { $0.action == .none }) {
            // What another shard makes is waited for as it shall be.
            guard plan.steps[index].gate != .otherShard else { continue }
            // What is written last is what is on record.
            guard !renamed.contains(plan.steps[index].address) else { continue }
            let isTouched = touched.contains(plan.steps[index].address.group)
            for place in plan.steps[index].changes.indices {
                let change = plan.steps[index].changes[place]
                guard change.action == .none, let item = change.item, change.exemptions.isEmpty,
                    !isTouched || world.applied(item.key)?.isRecord(of: item, uid: change.precondition?.uid) == true
                else { continue }
                plan.steps[index].changes[place].isSettled = true
            }
        }
    }

    /// The preconditions of a plan that do not hold for the very world it was made from: none, or it must not be applied.
    private static func contradictions(of plan: Plan, _ world: (String) -> World) -> [Plan.Problem] {
        plan.steps.filter(\.runs).flatMap { step in
            let world = world(step.address.group)
            return step.changes.filter(\.action.isChange).flatMap { change -> [Plan.Problem] in
                let observation = world.observations[change.key]
                let violations =
                    change.precondition?.violations(
                        by: observation, verdict: observation.map { world.verdict(on: $0) },
                        isRemoval: change.takesAway) ?? []
                // That it is protected is for the guards to say.
                return violations.filter { $0 != .isProtected }.map { violation in
                    Plan.Problem(
                        kind: .refused, address: step.address, item: change.key,
                        message: "\(change.key) cannot be changed safely: \(violation)", hint: nil)
                }
            }
        }
    }

    private func world(of graph: ResourceGraph, _ tenants: [TenantLocation], _ facts: PlacementFacts) async -> World {
        // What is wanted first: its versions are those to read in. What the state recorded is looked at by name, since its
        // marks may be gone.
        var groups = Set(graph.resources.map(\.address.group))
        var kinds: [Place: Set<ItemKind>] = [:]
        // What is shared and wanted no more is looked for too, though only a destruction removes it.
        for cluster in specification.estate.managementClusters {
            let group = ResourceAddress.Scope.cluster(cluster.name).group
            guard options.selection.isWhole(group) else { continue }
            groups.insert(group)
            kinds[.management(cluster.name)] = options.sharedKinds[cluster.name] ?? []
        }
        let wanted = graph.resources.flatMap(\.items).map(\.key)
        let hooks = RemovalHooks.keys(of: groups, in: snapshots, except: Set(graph.resources.map(\.address)))
        let recorded = World.recordedKeys(of: groups, in: snapshots) + hooks
        let items = wanted + recorded.filter(specification.estate.has)
        return await observer.world(
            Observer.Question(kinds: kinds, items: items, wanted: graph.keys, tenants: tenants), facts: facts,
            snapshots: snapshots)
    }

    private func steps(
        of graph: ResourceGraph, in world: World, _ record: KindRecord, _ importing: ImportPlanner?
    ) async throws -> StepPlanner.Result {
        let graph = importing?.graph ?? graph
        let items = graph.resources.flatMap(\.items)
        let found = try await AutoscalerFinder(world: world, backends: backends, parallelism: options.parallelism)
            .autoscalers(for: items)
        let planner = ItemPlanner(
            world: world, backends: backends,
            resolver: InsertionResolver(secrets: secrets, rotations: options.rotations) { world.output($0) },
            exemptions: Exemptions(
                specification, items: items, observations: world.observations.values + found.autoscalers),
            forcesConflicts: options.forcesConflicts, adoptsForeign: options.consents.contains(.adoptForeign),
            versions: specification.estate.kubernetesVersions,
            versionPlaces: Dictionary(
                specification.workspaces.map { ($0.id, $0.marks.location(of: UpgradePath.leaf)) }
            ) { first, _ in first },
            specified: Set(graph.resources.map(\.address)),
            verifiesAll: options.verifiesAll,
            newNamespaces: Set(
                graph.keys.filter {
                    guard $0.kind == "Namespace", world.unknownReason(of: $0) == nil else { return false }
                    // One that is on its way out takes nothing, and is made anew.
                    return world.observations[$0].map(\.isBeingDeleted) ?? true
                }),
            definedKinds: world.definedKinds(by: items), replacements: requests.addresses)
        var result = try await StepPlanner(
            graph: graph, world: world, backends: backends, items: planner, parallelism: options.parallelism
        ).plan()
        let protection = Protection(specification, in: world)
        for index in result.steps.indices where result.steps[index].action == .replace {
            result.steps[index].protection = protection.reason(
                of: result.steps[index].address,
                result.steps[index].changes.filter { $0.replacement != nil }.compactMap { world.observations[$0.key] })
        }
        let boundary = ShardBoundary(selection: options.selection)
        result.steps = boundary.applied(to: result.steps)
        // What is not taken over is not left over either.
        if importing == nil {
            let removals = RemovalPlanner(
                specification, world: world, protection: protection, isElsewhere: boundary.isElsewhere
            ).plan(keeping: graph)
            let steps = try await CompanionFinder(
                world: world, backends: backends, consents: options.consents, protection: protection
            )
            .complete(removals.steps)
            result.append(
                .init(
                    steps: steps, problems: removals.problems + RemovalPlanner.problems(of: steps, keeping: graph),
                    remarks: removals.remarks))
            NameChange.ask(in: &result.steps, before: steps)
            result.steps += record.narrowing(graph, planned: result.steps, after: steps)
        }
        result.remarks += found.remarks
        let tied = try await TiedObjects(world: world, backends: backends).told(in: result.steps)
        result.steps = tied.steps
        result.remarks += tied.remarks
        let releases = await ExistingReleases(world: world, backends: backends).found(for: graph, result.steps)
        result.problems += releases.problems
        result.remarks += releases.remarks
        return result
    }

    private static func problems(of workspace: String, _ diagnostics: [Diagnostic]) -> [Plan.Problem] {
        diagnostics.filter { $0.severity == .error }.map {
            Plan.Problem($0, address: ResourceAddress(workspace: workspace, "specification"))
        }
    }

    private func tenants(_ clusters: [String: String]) -> [TenantLocation] {
        specification.workspaces.compactMap { workspace in
            guard options.selection.contains(workspace.id), let cluster = clusters[workspace.id] else {
                return nil
            }
            return TenantLocation(workspace: workspace.id, cluster: cluster, namespace: workspace.namespace)
        }
    }

    /// The groups that steps belong to; `tenants` are those of the workspaces among them.
    func groups(
        of steps: [Step], tenants: [TenantLocation], composed graph: ResourceGraph?, in world: World
    ) -> [Plan.Group] {
        let wanted = graph?.keys ?? []
        let locations = Dictionary(tenants.map { ($0.workspace, $0) }) { first, _ in first }
        let digests = graph?.digests ?? [:]
        return Set(steps.map(\.address.group)).sorted().map { name in
            Plan.Group(
                name: name, cluster: locations[name]?.cluster ?? ResourceAddress.Scope(group: name).cluster,
                namespace: locations[name]?.namespace,
                isProtected: specification.isProtected(name, snapshots),
                isRecorded: snapshots[name] != nil, specification: digests[name],
                vanished: world.vanished(of: name, wanted).filter(specification.estate.has))
        }
    }

    private func unreachable(
        _ world: World, _ facts: PlacementFacts, _ composed: Composer.Result
    ) -> [Plan.Unreachable] {
        let unplaced = composed.unknown.filter { options.selection.contains($0.key) }
        return world.unanswered(facts, unplaced: unplaced)
    }
}

extension [String: Snapshot] {
    /// How many objects Berth stores that plans count: the kubeconfigs.
    var storedObjects: Int { values.count { $0.kubeconfig != nil } }
}

extension Snapshot.RecordedItem {
    /// Whether a run would record an item just so. Which secrets went into one is known to the run alone.
    fileprivate func isRecord(of item: Item, uid: String?) -> Bool {
        item.insertions.isEmpty && !isBeingReplaced && uid != nil && self.uid == uid
            && address == item.desired.markedAddress
            && applied == item.desired
    }
}
