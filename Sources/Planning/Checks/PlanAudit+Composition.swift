import Composition
import Document
import Resources
import Specification

/// Holds the steps of a plan against what the specification at hand gives, composed anew.
extension PlanAudit {
    /// Every item must be the one that the specification gives, and every step what its resource is; nothing that it wants
    /// is deleted.
    func checkComposition(of plan: Plan) throws {
        guard plan.purpose == .apply else { return try checkDestruction(plan) }
        let destroyed = plan.destroyedGroups
        guard destroyed.isEmpty else {
            // A file that came back since is one that the plan did not know.
            let specified = plan.groups.filter { group in
                guard destroyed.contains(group.name), let workspace = specification.workspace(id: group.name) else {
                    return false
                }
                return !(plan.consents.contains(.relocate) && workspace.isElsewhere(than: group.cluster))
            }.map(\.name)
            guard specified.isEmpty else { throw SpecificationChanged(groups: specified) }
            try checkDestruction(plan.part(of: destroyed.contains))
            let rest = PlanAudit(specification.without(Array(destroyed)), snapshots: snapshots, rendered: rendered)
            return try rest.checkComposition(of: plan.part { !destroyed.contains($0) })
        }
        let graph = try composed(plan)
        let digests = graph.digests
        let writing = Set(plan.steps.filter { $0.runs && $0.action != .delete }.map(\.address.group))
        // Of what workspaces share, the plan may know only what its workspaces want; there the items are compared.
        let changed = plan.groups.filter {
            $0.namespace != nil && writing.contains($0.name) && digests[$0.name] != $0.specification
        }
        guard changed.isEmpty else { throw SpecificationChanged(groups: changed.map(\.name)) }
        let wanted = Dictionary(
            graph.resources.flatMap { resource in resource.items.map { ($0.key, (resource.address, $0)) } }
        ) { first, _ in first }
        if let key = plan.groups.flatMap(\.vanished).first(where: { wanted[$0] != nil }) {
            throw PlanFileError(reason: "\(key) is said to be gone, and the specification wants it")
        }
        try checkRemovalHooks(of: plan)
        let composed = Set(graph.resources.map(\.address.group))
        for step in plan.steps {
            try check(step, graph, of: composed, in: plan)
            // What hooks around a removal make no specification gives.
            for change in step.changes where !step.runsRemovalHooks {
                let taken = change.action == .delete ? [change.key] + change.companions.map(\.key) : []
                if let key = taken.first(where: { wanted[$0] != nil }) {
                    throw PlanFileError(reason: "\(step.address) deletes \(key), which the specification wants")
                }
                guard let item = change.item else {
                    // Of what a run does not record the digest is all there is to compare.
                    guard let settled = change.settled, writing.contains(step.address.group) else { continue }
                    guard let (address, specified) = wanted[change.key], address == step.resource,
                        ItemChange.Settled(of: specified).digest == settled.digest
                    else {
                        throw mismatch(
                            step, "says of \(change.key) that it is otherwise than the specification gives it")
                    }
                    continue
                }
                guard let (address, specified) = wanted[change.key], address == step.resource,
                    item.isSame(
                        as: NameChange.staged(
                            UpgradePath.staged(specified, for: step), as: item, for: step, in: plan),
                        leaving: change.exemptions)
                else { throw mismatch(step, "writes \(change.key) otherwise than the specification gives it") }
                let adopts =
                    graph[address]?.adopts == true
                    || plan.imported?.covers(change.key, uid: change.precondition?.uid, of: address) == true
                if let fault = unfounded(change.precondition?.adopted, adopts: adopts, plan.consents) {
                    throw mismatch(step, "takes over \(change.key), \(fault)")
                }
                if let fault = unfounded(change, specified, graph[address], plan.replacements) {
                    throw mismatch(step, "makes \(change.key) anew, \(fault)")
                }
                if let path = unfounded(change.exemptions, of: specified, at: address) {
                    throw mismatch(step, "leaves \(path) of \(change.key) to others, and nobody said so")
                }
            }
        }
        try checkEdges(of: plan, graph)
        try checkRecords(of: plan, graph)
        if let problem = RevisionCheck(specification, snapshots).problems(in: graph)
            .first(where: { problem in plan.steps.contains { $0.runs && $0.address == problem.address } })
        {
            throw PlanFileError(reason: problem.message)
        }
    }

    /// What workspaces share has no digest of its own: where it differs, its specification changed.
    private func mismatch(_ step: Step, _ fault: String) -> any Error {
        step.address.workspace == nil
            ? SpecificationChanged(groups: [step.address.group])
            : PlanFileError(reason: "\(step.address) \(fault)".sanitized)
    }

    /// The step is what the resource at its address is: its kind, its gate, its revision, its time. `groups` are those of the
    /// graph.
    private func check(_ step: Step, _ graph: ResourceGraph, of groups: Set<String>, in plan: Plan) throws {
        func fault(_ reason: String) -> any Error { mismatch(step, reason) }
        // What is stored no specification gives; what it shall be is held against the store before the first write.
        if step.kind == .storedSecret {
            guard !step.runs || step.isReencryption else { throw fault("does not encrypt a stored secret anew") }
            return
        }
        let resource = graph[step.resource]
        let isPlanned =
            resource != nil
            || step.address.workspace.map(groups.contains) ?? false
        if step.runsRemovalHooks {
            guard isPlanned, let chart = step.address.hookedChart, graph[chart] == nil,
                step.kind == RemovalPlanner.kind(of: chart)
            else { throw fault("is for the removal of what the specification wants") }
            return
        }
        if step.action == .delete {
            guard isPlanned else { throw fault("removes what no planned workspace has") }
            guard step.kind == resource?.kind ?? RemovalPlanner.kind(of: step.resource) else {
                throw fault("is not of that kind")
            }
            guard step.gate == nil, step.deployment == nil else { throw fault("removes something and installs it") }
            guard resource == nil || step.address != step.resource else {
                throw fault("removes what the specification wants")
            }
            return
        }
        guard let resource else {
            guard step.runs else { return }
            throw fault("is not a part of what the specification gives")
        }
        guard step.kind == resource.kind else { throw fault("is not of that kind") }
        guard step.runs else { return }
        guard step.formerly.isEmpty || step.formerly == resource.formerly else {
            throw fault("takes over what its specification does not move")
        }
        guard step.timeout == resource.timeout else { throw fault("has another timeout than its specification") }
        guard
            step.address == step.resource || step.isNarrowing || step.retiresNames || step.upgradeVersion != nil
        else {
            throw fault("writes in the name of another")
        }
        guard !step.isNarrowing else { return }
        if plan.isElsewhere(step.address.group) {
            guard step.action == .wait, step.gate == .otherShard, step.deployment == nil else {
                throw fault("is for another shard to do")
            }
            return
        }
        guard step.gate == resource.gate else { throw fault("waits for something else than its specification") }
        // A part of an install that is taken over is none.
        guard step.deployment == resource.deployment || step.deployment == nil && plan.imported?.address == step.address
        else { throw fault("installs another revision") }
    }

    /// What a resource stands on is in the plan, and comes before it; what stands on something that is removed goes first.
    private func checkEdges(of plan: Plan, _ graph: ResourceGraph) throws {
        let present = Set(plan.steps.map(\.address))
        var bare = plan.steps
        let hops = Dictionary(grouping: plan.steps.filter { $0.upgradeVersion != nil }, by: \.resource)
            .mapValues { Set($0.map(\.address)) }
        for index in bare.indices {
            let step = bare[index]
            // What workspaces share stands on what the first of them has.
            guard step.action != .delete, step.address == step.resource, step.address.workspace != nil,
                let resource = graph[step.address]
            else {
                bare[index].dependencies =
                    step.action == .delete ? RemovalPlanner.dependencies(of: step.resource, in: graph) : []
                if step.retiresNames {
                    bare[index].dependencies = NameChange.heralds(of: step.address.group).union([step.resource])
                }
                continue
            }
            if let missing = resource.dependencies.filter({ !present.contains($0) }).min() {
                throw PlanFileError(reason: "\(step.address) stands on \(missing), which is not in it")
            }
            bare[index].dependencies = resource.dependencies
            // One version after the other.
            bare[index].dependencies.formUnion(hops[step.address] ?? [])
        }
        let removals = Dictionary(
            RemovalPlanner.ordered(bare.filter(\.isRemoval), prerequisites: specification.prerequisites)
                .map { ($0.address, $0.dependencies) }
        ) { first, _ in first }
        for index in bare.indices { bare[index].dependencies.formUnion(removals[bare[index].address] ?? []) }
        let running = Set(bare.filter(\.runs).map(\.address))
        for (step, expected) in zip(plan.steps, Plan.closed(bare)) where step.runs {
            let missing = expected.dependencies.intersection(running).subtracting(step.dependencies)
            if let first = missing.min() {
                throw PlanFileError(reason: "\(step.address) does not wait for \(first)")
            }
        }
    }

    /// The kinds noted on a namespace hold at least those that are wanted, in the form that Berth writes.
    private func checkRecords(of plan: Plan, _ graph: ResourceGraph) throws {
        let wanted = KindRecord.kinds(of: graph)
        for step in plan.steps where step.kind == .namespace {
            for item in step.changes.compactMap(\.item) where item.key.kind == "Namespace" {
                let noted = RecordedKinds(namespace: item.desired)
                var written = item.desired
                noted.mark(&written)
                guard noted.isSuperset(of: wanted[step.address.group] ?? RecordedKinds()), written == item.desired
                else {
                    throw mismatch(step, "notes other kinds on \(item.key) than it has")
                }
            }
        }
    }

    /// Why an item must not be taken over; nil where nothing is, or where the specification and the operator want that.
    private func unfounded(
        _ origin: OwnershipVerdict.Origin?, adopts: Bool, _ consents: Set<Consent>
    ) -> String? {
        guard let origin else { return nil }
        guard adopts else { return "and the specification does not adopt" }
        guard case .estate(let name) = origin, !consents.contains(.adoptForeign) else { return nil }
        return "which the estate \(name) keeps, and nobody agreed to that"
    }

    /// Why an item must not be made anew; nil where it is not, or where the specification or the operator want that.
    private func unfounded(
        _ change: ItemChange, _ specified: Item, _ resource: Resource?, _ requested: Set<ResourceAddress>
    ) -> String? {
        guard change.replacement != nil, let resource else { return nil }
        let rules = ReplaceRules(
            item: specified, address: resource.address, application: resource.replaces, requested: requested)
        return rules.verdict == .replaced ? nil : "and nobody asked for that"
    }

    /// The first exemption that neither the specification nor an autoscaler gives.
    private func unfounded(
        _ exemptions: [ItemChange.Exemption], of item: Item, at address: ResourceAddress
    ) -> Path? {
        guard !exemptions.isEmpty else { return nil }
        let rules = Set(Exemptions(specification, items: [], observations: []).rules(of: item, at: address).map(\.path))
        // Which autoscaler there was only the world knew; the replicas are as they were seen, then.
        return exemptions.map(\.path).first { !rules.contains($0) && $0 != Exemptions.replicas }
    }

    private func composed(_ plan: Plan) throws -> ResourceGraph {
        try Composer.compose(
            specification, facts: placementFacts(of: plan), rendered: rendered, selection: composedGroups(of: plan)
        ).graph
    }

    /// Where the workspaces are, as a plan and the state say.
    package func placementFacts(of plan: Plan) -> PlacementFacts {
        var facts = PlacementFacts()
        for (group, snapshot) in snapshots { facts.placed[group] = snapshot.cluster }
        for group in plan.groups { facts.placed[group.name] = group.cluster }
        return facts
    }

    /// What is composed to check a plan: all where the plan has something that workspaces share.
    package func composedGroups(of plan: Plan) -> GroupSelection {
        if let part = plan.part { return .shard(part.shard) }
        let hasShared = plan.groups.contains { ResourceAddress.Scope(group: $0.name).cluster != nil }
        return hasShared
            ? .all : .workspaces(Set(plan.groups.map(\.name)).intersection(specification.workspaces.map(\.id)))
    }
}

extension Item {
    /// Whether it is the same as another but for bookkeeping and the leaves that are left to others.
    fileprivate func isSame(as other: Item, leaving exemptions: [ItemChange.Exemption]) -> Bool {
        var (one, other) = (withoutBookkeeping, other.withoutBookkeeping)
        for exemption in exemptions {
            one.desired[exemption.path] = nil
            other.desired[exemption.path] = nil
            other.insertions = other.insertions.filter { !$0.key.hasPrefix(exemption.path) }
        }
        // As plan files keep it: without the places that references were read from.
        return Digest(of: one.value) == Digest(of: other.value)
    }
}
