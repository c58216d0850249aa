import Document
import Kubernetes
import Resources

/// What becomes of an item whose change the server refuses.
extension ItemPlanner {
    /// The outcome, or in its place that of deleting the item and making it anew: where the server takes it as a new object and
    /// somebody wants that. Where nobody does it is a problem of a kind of its own.
    ///
    /// Throws what asking the server throws.
    func replaced(
        _ outcome: Outcome, _ item: Item, of address: ResourceAddress, _ application: ReplacePolicy?
    ) async throws -> Outcome {
        guard let refusal = outcome.refusal, refusal.brief != nil || outcome.stranger != nil else { return outcome }
        return try await remade(outcome, item, of: address, application, since: refusal)
    }

    /// The outcome, or in its place that of making a Job anew that failed for good in an install that is to be gone on with, or
    /// that somebody asks for: nothing that is written to it has it run again.
    func rerun(
        _ outcome: Outcome, _ item: Item, of address: ResourceAddress, _ application: ReplacePolicy?
    ) async throws -> Outcome {
        guard outcome.problems.isEmpty, [.none, .update].contains(outcome.change.action),
            world.isUnfinished(address) || replacements.contains(address),
            let observation = world.observations[item.key], !observation.isBeingDeleted,
            let failure = FinishedJob.failure(of: observation)
        else { return outcome }
        let made = try await remade(outcome, item, of: address, application, since: Refusal(failure, brief: failure))
        guard made.problems.isEmpty else {
            let rules = ReplaceRules(item: item, address: address, application: application, requested: replacements)
            let way = rules.policy == .onRequest ? "--replace \(address) makes it anew" : "it is not made anew"
            var outcome = outcome
            outcome.note = "\(item.key): \(failure); \(way)"
            return outcome
        }
        return made
    }

    /// The outcomes of a resource with those that use a volume claim of it which is made anew: their pods hold the claim, so that
    /// they go before it and come after it.
    func withHolders(_ outcomes: [Outcome], of resource: Resource) async -> [Outcome] {
        let claims = outcomes.map(\.change).filter { $0.replacement != nil && $0.key.isClaim }.map(\.key)
        guard !claims.isEmpty else { return outcomes }
        var outcomes = outcomes
        for (index, item) in resource.items.enumerated() where outcomes.indices.contains(index) {
            let change = outcomes[index].change
            guard outcomes[index].problems.isEmpty, [.none, .update].contains(change.action), change.key == item.key,
                let observation = world.observations[item.key],
                let claim = claims.first(where: observation.holds)
            else { continue }
            let reason = "its pods use \(claim), which is made anew"
            outcomes[index] = await caught(item, resource.address) {
                try await remade(
                    outcomes[index], item, of: resource.address, resource.replaces,
                    since: Refusal(reason, brief: reason))
            }
        }
        return outcomes
    }

    private func remade(
        _ outcome: Outcome, _ item: Item, of address: ResourceAddress, _ application: ReplacePolicy?,
        since refusal: Refusal
    ) async throws -> Outcome {
        guard let observation = world.observations[item.key] else { return outcome }
        // It is made as the specification says: what was left to others went with the old one.
        let resolved = try await resolve(item, observation)
        guard resolved.open.isEmpty, let made = try await proof(of: item, resolved, over: observation) else {
            return outcome
        }
        let problem = ItemProblem(item, address)
        if let stranger = outcome.stranger, refusal.brief == nil || !replacements.contains(address) {
            var outcome = outcome
            outcome.problems = [problem.inTheWay(stranger, refusal)]
            return outcome
        }
        func kept(_ hint: String) -> Outcome {
            var outcome = outcome
            outcome.problems = [problem.immutable(refusal, hint)]
            return outcome
        }
        guard outcome.change.precondition?.adopted == nil else {
            return kept("take it over with the values that it has, and have it made anew then")
        }
        guard world.verdict(on: observation).allowsDeletion else {
            return kept("delete it by hand: it carries no mark that Berth put there")
        }
        let rules = ReplaceRules(item: item, address: address, application: application, requested: replacements)
        if case .kept(let hint) = rules.verdict { return kept(hint) }
        let differ = Differ(
            item: item, body: resolved.body, observation: observation, applied: world.applied(item.key)?.applied)
        let schema = try await SchemaDefaults(ofCustom: item.key, from: backends.backend(for: item.key.place))
        var change = ItemChange(
            key: item.key, action: .replace, item: item,
            precondition: Precondition(deleting: observation, owner: world.verdict(on: observation).address ?? address),
            leaves: item.newLeaves + item.serverLeaves(body: resolved.body, result: made, schema: schema),
            verification: .server, dependents: item.key.dependents)
        change.replacement = Replacement(
            brief: refusal.brief ?? refusal.reason, message: refusal.reason,
            losses: ReplaceLosses(observation: observation).words,
            leaves: differ.replaced)
        return Outcome(change: change)
    }

    /// What the server would make of the item if it made it anew; nil where it would not.
    private func proof(
        of item: Item, _ resolved: InsertionResolver.Resolved, over observation: Observation
    ) async throws -> Value? {
        let proof = ReplaceProof(item, over: observation)
        let backend = try await backends.backend(for: item.key.place)
        let preview = try await DryRun(by: backend, placeholders: resolved.placeholders)
            .preview(proof.write(resolved.body))
        guard case .accepted(let result) = preview else { return nil }
        return proof.restored(result, of: resolved.body)
    }
}

extension Differ {
    /// What is otherwise in the object that takes the place of this one, leaf by leaf, in the order of paths.
    var replaced: [LeafChange] {
        wanted.filter { !$0.isToldByServer && !$0.path.isIdentity && ($0.isSensitive || $0.old != $0.new) }
            .flatMap { leaf in
                guard leaf.reason == .drift else { return withoutCompletions(leaf) }
                var leaf = leaf
                leaf.author = ownership.author(of: leaf.path)
                return [leaf]
            }.sorted { $0.path < $1.path }
    }

    /// What differs in a leaf, one by one where it is owned as a whole and has in it what the server completed: that it does in the
    /// new object, too.
    private func withoutCompletions(_ leaf: LeafChange) -> [LeafChange] {
        guard let applied = applied?.specified(at: leaf.path, of: item.key.itemKind), let old = leaf.old,
            let new = leaf.new
        else {
            return [leaf]
        }
        let completed = new.completed(as: old, over: applied)
        guard completed != new else { return [leaf] }
        return Value.differences(from: old, to: completed).map { difference in
            var part = leaf
            part.path = Path(leaf.path.components + difference.path.components)
            (part.old, part.new) = (difference.old, difference.new)
            return part
        }
    }

    /// Whether a plan shows just that of a replacement; who changed what may have written again since.
    package func shows(_ replacement: Replacement) -> Bool {
        func anonymous(_ leaves: [LeafChange]) -> [LeafChange] {
            leaves.map { leaf in
                var leaf = leaf
                leaf.author = nil
                return leaf
            }
        }
        return anonymous(replaced) == anonymous(replacement.leaves)
    }
}

extension Value {
    /// The same with the members of another value that were not in what was applied then: a server completed them. Items of lists
    /// are held against those of the same name, or else at the same place.
    fileprivate func completed(as other: Value, over applied: Value?) -> Value {
        switch (self, other) {
        case (.object(var members), .object(let others)):
            for (key, member) in others {
                if let own = members[key] {
                    members[key] = own.completed(as: member, over: applied?[key])
                } else if applied?[key] == nil {
                    members[key] = member
                }
            }
            return .object(members)
        case (.array(let items), .array):
            return .array(
                items.enumerated().map { index, item in
                    guard let match = other.counterpart(of: item, at: index) else { return item }
                    return item.completed(as: match, over: applied?.counterpart(of: item, at: index))
                })
        default: return self
        }
    }

    private func counterpart(of item: Value, at index: Int) -> Value? {
        guard let items = array else { return nil }
        guard let name = item.itemName else { return items.indices.contains(index) ? items[index] : nil }
        return items.first { $0.itemName == name }
    }

    private var itemName: String? { (self["metadata"]?["name"] ?? self["name"])?.string }
}

extension Path {
    /// True for what names an object, and is nothing in it.
    fileprivate var isIdentity: Bool { self == ["metadata", "name"] || self == ["metadata", "namespace"] }
}

extension ItemKey {
    var isClaim: Bool { kind == "PersistentVolumeClaim" && group.isEmpty }
}

extension Observation {
    /// Whether pods of this object use a volume claim, which stays as long as they do.
    fileprivate func holds(_ claim: ItemKey) -> Bool {
        guard key.place == claim.place, key.namespace == claim.namespace else { return false }
        let pod: Value?
        switch (key.group, key.kind) {
        case ("", "Pod"): pod = value["spec"]
        // What has run to its end holds nothing.
        case ("batch", "Job") where (value["status"]?["active"]?.integer ?? 0) == 0: return false
        case ("apps", _), ("batch", "Job"): pod = value["spec"]?["template"]?["spec"]
        default: return false
        }
        return (pod?["volumes"]?.array ?? []).contains { volume in
            volume["persistentVolumeClaim"]?["claimName"]?.string == claim.name
        }
    }
}
