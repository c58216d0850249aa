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
        guard let refusal = outcome.refusal, let brief = refusal.brief, let observation = world.observations[item.key]
        else { return outcome }
        // It is made as the specification says: what was left to others went with the old one.
        let resolved = try await resolve(item, observation)
        guard resolved.open.isEmpty, let made = try await proof(of: item, resolved, over: observation) else {
            return outcome
        }
        let problem = ItemProblem(item, address)
        func kept(_ hint: String) -> Outcome {
            var outcome = outcome
            outcome.problems = [problem.immutable(refusal, hint)]
            return outcome
        }
        guard outcome.change.precondition?.adopted == nil else {
            return kept("take it over with the values that it has, and have it made anew then")
        }
        guard world.verdict(on: observation).allowsDeletion else {
            return kept("delete it by hand: it carries a mark that Berth did not put there")
        }
        let rules = ReplaceRules(item: item, address: address, application: application, requested: replacements)
        if case .kept(let hint) = rules.verdict { return kept(hint) }
        let differ = Differ(
            item: item, body: resolved.body, observation: observation, applied: world.applied(item.key)?.applied)
        let schema = try await SchemaDefaults(ofCustom: item.key, from: backends.backend(for: item.key.place))
        var change = ItemChange(
            key: item.key, action: .replace, item: item,
            precondition: Precondition(deleting: observation, owner: address),
            leaves: item.newLeaves + item.serverLeaves(body: resolved.body, result: made, schema: schema),
            verification: .server, dependents: item.key.dependents)
        change.replacement = Replacement(
            brief: brief, message: refusal.reason, losses: ReplaceLosses(observation: observation).words,
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
        wanted.filter { $0.reason != .server && !$0.path.isIdentity && ($0.isSensitive || $0.old != $0.new) }.map {
            leaf in
            var leaf = leaf
            if leaf.reason == .drift { leaf.author = ownership.author(of: leaf.path) }
            return leaf
        }.sorted { $0.path < $1.path }
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

extension Path {
    /// True for what names an object, and is nothing in it.
    fileprivate var isIdentity: Bool { self == ["metadata", "name"] || self == ["metadata", "namespace"] }
}
