import Composition
import Document
import Resources
import Specification
import State

extension Planner {
    /// Plans the way back for workspaces, whether they have a specification or not.
    ///
    /// Goes by what is marked in the world and by what the state recorded. What the workspaces of a cluster share goes only
    /// with `includesShared`.
    package func destroy(_ workspaces: Set<String>, includesShared: Bool) async throws -> Plan {
        let facts = await observer.placementFacts(snapshots: snapshots)
        let destruction = try await destruction(of: workspaces, facts, includesShared: includesShared)
        return try finished(destruction.plan, in: destruction.world)
    }

    /// A plan that takes workspaces away, neither closed nor judged yet, and what it was made from.
    struct Destruction: Sendable {
        var plan: Plan
        var world: World
    }

    /// The way back of workspaces of which the files are gone, or which are to be elsewhere, as a part of another plan; nil
    /// where there are none.
    func pruning(
        _ orphans: [String], relocated: Set<String>, _ facts: PlacementFacts
    ) async throws -> Destruction? {
        guard !orphans.isEmpty else { return nil }
        var pruning = try await destruction(
            of: Set(orphans), facts, includesShared: false, leavesSilent: true
        ) { workspace in
            guard relocated.contains(workspace) else { return "its file is gone" }
            let target = specification.workspace(id: workspace)?.managementCluster ?? "another cluster"
            return "made anew on \(target) by the next apply, with an empty API"
        }
        for index in pruning.plan.groups.indices { pruning.plan.groups[index].isTakenAway = true }
        for index in pruning.plan.problems.indices {
            guard let group = pruning.plan.problems[index].address?.group else { continue }
            let ways = [pruning.plan.problems[index].hint, "leave it out with --exclude \(group)"].compactMap(\.self)
            pruning.plan.problems[index].hint = ways.joined(separator: "; or ")
        }
        return pruning
    }

    /// With `leavesSilent` a workspace of which something does not answer stays as it is and is named, and is no problem.
    private func destruction(
        of workspaces: Set<String>, _ facts: PlacementFacts, includesShared: Bool, leavesSilent: Bool = false,
        reason: (_ workspace: String) -> String = { _ in "destroyed" }
    ) async throws -> Destruction {
        let tenants = workspaces.sorted().compactMap { location(of: $0, facts) }
        let question = RemovalQuestion(
            specification: specification, snapshots: snapshots, facts: facts, sharedKinds: options.sharedKinds
        ).question(about: workspaces, tenants, includesShared: includesShared)
        var world = await observer.world(question, facts: facts, snapshots: snapshots)
        let protection = Protection(specification, in: world)
        var problems = misplaced(workspaces, facts)
        let unreachable = UnreachableParts(specification: specification, facts: facts, world: world)
        var billed: [String: [Observation]] = [:]
        var silences: [String: Silence] = [:]
        for workspace in workspaces.sorted() {
            if leavesSilent, !options.consents.contains(.cascade),
                let silence = world.silence(at: .tenant(workspace))
            {
                silences[workspace] = silence
            } else {
                billed[workspace] = await self.billed(in: workspace, world, &problems)
            }
        }
        await observer.countNodes(of: world.connected(among: workspaces), &world)
        // What no record of kinds led to is Berth's own all the same, and is removed as such.
        world.add(billed.values.flatMap { $0 })
        var steps: [Step] = []
        for workspace in workspaces.sorted() {
            var unknown =
                unreachable.reason(for: workspace, in: tenants) ?? silences[workspace].map { ($0.reason, $0.place) }
            problems += restored(workspace, world)
            // Which cluster counts is told first; what is where follows from that.
            if facts.conflicts[workspace] == nil {
                problems += RemovalPlanner.twins(of: workspace, in: world)
                problems += world.owned(by: workspace).compactMap { RemovalPlanner.redirection(of: $0, in: world) }
                problems += RecordedParts(workspace: workspace, world: world).problems(consents: options.consents)
            }
            if !problems.isEmpty, problems.contains(where: { $0.address?.group == workspace }) {
                unknown = unknown ?? Self.unsettled
            }
            let way = WorkspaceRemoval(
                workspace: workspace, world: world, billed: billed[workspace] ?? [], consents: options.consents,
                protection: protection.reason(ofDestroying: workspace)
                    ?? protection.object(among: billed[workspace] ?? []), reason: reason(workspace))
            var removal = way.steps(unknown: unknown)
            // Beside others that are planned nothing of it goes before its hooks can be run.
            if leavesSilent, !removal.problems.isEmpty { removal.steps = way.steps(unknown: Self.unsettled).steps }
            steps += removal.steps
            problems += removal.problems
        }
        let isWhole = steps.allSatisfy(\.isRemoval)
        if includesShared, isWhole {
            let shared = sharedRemovals(in: world, protection, after: steps)
            steps += shared.steps
            problems += shared.problems
        }
        steps = try await CompanionFinder(
            world: world, backends: backends, consents: options.consents, protection: protection
        )
        .complete(steps)
        let tied = try await TiedObjects(world: world, backends: backends).told(in: steps)
        var plan = Plan(
            estate: specification.estate.name, purpose: .destroy, steps: steps,
            groups: groups(of: steps, tenants: tenants, composed: nil, in: world), problems: problems,
            consents: options.consents)
        let silent = facts.unreachable.filter { world.unreachable[.management($0.key)] == nil }
            .map { Plan.Unreachable(place: .management($0.key), reason: $0.value.cause, hint: $0.value.advice) }
        plan.unreachable = (silent + world.unanswered(facts)).sorted { $0.subject < $1.subject }
        plan.remarks =
            silences.sorted { $0.key < $1.key }.map(Self.remark) + unknowable(of: workspaces, steps, world)
            + tied.remarks
            + (includesShared && isWhole ? kept(in: world) : []) + remarks(on: world, steps)
        return Destruction(plan: plan, world: world)
    }

    private static let unsettled: (text: String, place: Place?) = ("it is not settled what may go", nil)

    /// That a workspace is not taken away, since something of it does not answer.
    private static func remark(on workspace: String, _ silence: Silence) -> String {
        let isTenant = silence.place == .tenant(workspace)
        return
            "workspace \(workspace) is not taken away now: \(silence.reason); wait until it answers, or leave it out with "
            + "--exclude \(workspace)"
            + (isTenant
                ? ", or plan with \(Consent.cascade.option) where load balancers and volumes in it may stay and cost money"
                : "")
    }

    /// A workspace that exists twice, elsewhere than the state knows, or on a cluster that the estate does not name any more,
    /// is not taken away by halves.
    private func misplaced(_ workspaces: Set<String>, _ facts: PlacementFacts) -> [Plan.Problem] {
        workspaces.sorted().compactMap { workspace in
            func problem(_ message: String, _ hint: String) -> Plan.Problem {
                Plan.Problem(
                    kind: .refused, address: ResourceAddress(workspace: workspace, "namespace"), message: message,
                    hint: hint)
            }
            if let (message, hint) = facts.conflicts[workspace]?.explanation(of: workspace) {
                return problem(message, hint)
            }
            guard let cluster = facts.placed[workspace],
                specification.estate.managementCluster(named: cluster) == nil
            else { return nil }
            return problem(
                "workspace \(workspace) runs on \(cluster), which the estate does not name any more",
                "add \(cluster) to managementClusters again (active: false keeps new workspaces away)")
        }
    }

    /// What was put back by others is not deleted, and then nothing that stands on it is.
    private func restored(_ workspace: String, _ world: World) -> [Plan.Problem] {
        world.owned(by: workspace).filter { !world.verdict(on: $0).allowsDeletion }.compactMap { observation in
            if case .tenant = observation.key.place { return nil }
            return Plan.Problem(
                kind: .refused, address: ResourceAddress(workspace: workspace, "namespace"), item: observation.key,
                message: "\(observation.key) in \(observation.key.place.description) was made anew by somebody, and "
                    + "carries a mark that Berth did not put there",
                hint: "apply the workspace first, which takes it up, or remove it by hand")
        }
    }

    /// What costs money in a tenant. Where that cannot be told it is a problem, unless the operator agreed to whatever goes.
    private func billed(in workspace: String, _ world: World, _ problems: inout [Plan.Problem]) async -> [Observation] {
        let reason: String
        do {
            return try await world.billed(in: workspace, by: backends)
        } catch {
            reason = "\(error)"
        }
        guard !options.consents.contains(.cascade) else { return [] }
        problems.append(
            Plan.Problem(
                kind: .refused, address: ResourceAddress(workspace: workspace, "control-plane"),
                message: "load balancers and volumes in the tenant \(workspace) cannot be looked at: \(reason)",
                hint: "wait until it answers, or plan with \(Consent.cascade.option): what they cost may go on"))
        return []
    }

    private func location(of workspace: String, _ facts: PlacementFacts) -> TenantLocation? {
        guard let cluster = facts.placed[workspace], specification.estate.managementCluster(named: cluster) != nil
        else { return nil }
        // The namespace that was found counts before the one that the specification gives now.
        let kind = facts.namespaceKinds[workspace] ?? specification.workspace(id: workspace)?.kind ?? .standard
        return TenantLocation(workspace: workspace, cluster: cluster, namespace: kind.namespace(of: workspace))
    }

    private func sharedRemovals(
        in world: World, _ protection: Protection, after steps: [Step]
    ) -> StepPlanner.Result {
        let hooks = RemovalHooks(snapshots: world.snapshots)
        let clusters = specification.estate.managementClusters.map { ResourceAddress.Scope.cluster($0.name).group }
        let charts = hooks.charts(of: Set(clusters), leftovers: Set(world.owned.map(\.address)))
        let made = hooks.keys(of: charts)
        let shared = world.owned.filter {
            $0.address.workspace == nil && !$0.observation.isKept && world.verdict(on: $0.observation).allowsDeletion
                && !made.contains($0.observation.key)
        }
        var removals = Dictionary(grouping: shared, by: \.address).map { address, items in
            let observations = items.map(\.observation).sorted { ItemKey.removalOrder($0.key, $1.key) }
            return Step(
                address: address, kind: .prerequisite, action: .delete, reason: "no workspace is left to use it",
                dependencies: Set(steps.map(\.address)),
                changes: observations.map { RemovalPlanner.deletion($0, owner: address) },
                protection: protection.reason(of: address, observations))
        }
        var problems: [Plan.Problem] = []
        for chart in charts {
            let around = hooks.steps(of: chart, .prerequisite, protection: protection.reason(of: chart, []), in: world)
            problems += around.problems
            removals += around.steps.map { step in
                var step = step
                step.dependencies = Set(steps.map(\.address))
                return step
            }
        }
        let busy = Set(removals.map(\.address.group))
        let records = specification.estate.managementClusters.compactMap { cluster -> Step? in
            let address = ResourceAddress(cluster: cluster.name, "active")
            let place = Place.management(cluster.name)
            guard snapshots[address.group] != nil, !busy.contains(address.group), world.unreachable[place] == nil,
                world.unlisted[place] == nil
            else { return nil }
            var step = WorkspaceRemoval.forgetting(address)
            step.dependencies = Set(steps.map(\.address))
            return step
        }
        let ordered = RemovalPlanner.ordered(removals, prerequisites: specification.prerequisites)
        return .init(steps: ordered + records.sorted { $0.address < $1.address }, problems: problems)
    }

    /// What clusters share and is not removed though nobody uses it any more.
    private func kept(in world: World) -> [String] {
        world.owned.filter { $0.address.workspace == nil && $0.observation.isKept }
            .map { RemovalPlanner.remark(onKept: $0.observation, of: $0.address) }
    }
}
