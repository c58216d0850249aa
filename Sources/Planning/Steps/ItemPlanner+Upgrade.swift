import Diagnostics
import Document
import Resources
import Specification

/// Plans a control plane that gets another Kubernetes version.
extension ItemPlanner {
    /// What is to be done with a control plane of another version than is wanted; nil where an ordinary change does it, and for
    /// every other item.
    func upgraded(
        _ item: Item, _ observation: Observation, of address: ResourceAddress
    ) async throws -> Outcome? {
        guard item.key.itemKind == TenantLocation.controlPlaneKind,
            let old = observation.value[UpgradePath.leaf]?.string.flatMap({ KubernetesVersion($0) }),
            let new = item.desired[UpgradePath.leaf]?.string.flatMap({ KubernetesVersion($0) }), old != new
        else { return nil }
        let drift = drift(of: item, observation, at: address)
        // What was applied is set back, also where nobody else gets that version any more.
        let isSetBack =
            drift.version != nil && world.applied(item.key)?.applied[UpgradePath.leaf] == item.desired[UpgradePath.leaf]
        let catalog = versions.map {
            KubernetesVersionEntry(version: $0.version, isActive: isSetBack || $0.isActive, declaredAt: $0.declaredAt)
        }
        switch UpgradePath(from: old, to: new, catalog: catalog) {
        case .through(let between):
            return between.isEmpty
                ? nil : try await staged(item, observation, of: address, from: old, through: between, to: new)
        case .downgrade:
            if let leaf = drift.version {
                return irreversible(leaf, beside: drift.rest, item, observation, address, old)
            }
            return refused(
                item, address, "runs \(old), and a control plane does not go back by a minor version to \(new)",
                "write \(old) into the specification, or destroy the workspace and make it anew")
        case .gap(let minor):
            return refused(
                item, address, "runs \(old), and on the way to \(new) the estate has no version v1.\(minor)",
                "add one to kubernetesVersions (active: false will do, nobody stays there)"
                    + (minor > old.minor + 1 ? ", or go to v1.\(minor - 1) first" : ""))
        case .inactive:
            let active = versions.filter(\.isActive).map(\.version).joined(separator: ", ")
            return refused(
                item, address, "runs \(old), and \(new) is not active", "active are \(active); \(old) can be kept")
        }
    }

    /// The version that somebody set outside of Berth, nil where nobody did, and what else is to be written.
    private func drift(
        of specified: Item, _ observation: Observation, at address: ResourceAddress
    ) -> (version: LeafChange?, rest: [LeafChange]) {
        let item = Exemptions.applied(exemptions.of(specified, at: address, observation), to: specified, observation)
        let differ = Differ(
            item: item, body: item.desired, observation: observation, applied: world.applied(item.key)?.applied)
        let wanted = differ.wanted.filter { item.insertions[$0.path] == nil }
        let changes = wanted.map { leaf in
            var leaf = leaf
            if leaf.reason == .drift { leaf.author = differ.ownership.author(of: leaf.path) }
            return leaf
        }
        return (
            changes.first { $0.path == UpgradePath.leaf && $0.reason == .drift },
            changes.filter { $0.path != UpgradePath.leaf }
        )
    }

    /// A control plane that somebody brought to a later minor version stays at it, and as it is: to be known, not to be mended.
    /// Where something else of it is to change, what stands on that does not begin.
    private func irreversible(
        _ drift: LeafChange, beside rest: [LeafChange], _ item: Item, _ observation: Observation,
        _ address: ResourceAddress, _ version: KubernetesVersion
    ) -> Outcome {
        let who = drift.author.map { "\($0.manager)\($0.time.map { " at \($0)" } ?? "")" } ?? "somebody"
        let isKnown = versions.contains { $0.version == version.description }
        return Outcome(
            // What is on record of it stays, so that it is drift until somebody settles it.
            change: !rest.isEmpty
                ? ItemChange(
                    key: item.key, action: .unknown, item: item, leaves: [drift] + rest.filter { $0.reason == .drift },
                    unknownReason: UpgradePath.unsettled)
                : ItemChange(
                    key: item.key, action: .none,
                    precondition: observation.uid.map { Precondition(.present(uid: $0), owner: address) },
                    leaves: [drift]),
            problems: [
                Plan.Problem(
                    kind: .irreversible, address: address, item: item.key,
                    message:
                        "\(address.group) runs \(version): \(who) upgraded it outside of Berth, and a control plane "
                        + "does not go back by a minor version; nothing of it is changed before that is settled",
                    hint: "write \(version) into its specification as kubernetes.version"
                        + (isKnown ? "" : ", and add it to kubernetesVersions of the estate first"))
            ])
    }

    private func refused(_ item: Item, _ address: ResourceAddress, _ fault: String, _ hint: String) -> Outcome {
        let place = (address.workspace.flatMap { versionPlaces[$0] } ?? item.location).map { "\($0): " } ?? ""
        return Outcome(
            change: ItemChange(key: item.key, action: .unknown, item: item, unknownReason: "\(item.key) \(fault)"),
            problems: [
                Plan.Problem(
                    kind: .invalid, address: address, item: item.key,
                    message: "\(place)\(address.group) \(fault)", hint: hint)
            ])
    }

    /// Everything that is to change goes with the first version; then only the version changes, which no server can be asked
    /// about before.
    private func staged(
        _ item: Item, _ observation: Observation, of address: ResourceAddress, from old: KubernetesVersion,
        through between: [KubernetesVersion], to new: KubernetesVersion
    ) async throws -> Outcome {
        guard let first = between.first else { return try await update(item, observation, of: address) }
        var outcome = try await update(UpgradePath.staged(item, at: first), observation, of: address)
        guard outcome.problems.isEmpty, outcome.change.action == .update, let uid = observation.uid else {
            return outcome
        }
        var changes = [outcome.change]
        for (before, version) in zip(between, between.dropFirst() + [new]) {
            changes.append(
                ItemChange(
                    key: item.key, action: .update, item: UpgradePath.staged(outcome.change.item ?? item, at: version),
                    precondition: Precondition(.present(uid: uid), owner: address),
                    leaves: [
                        LeafChange(
                            path: UpgradePath.leaf, old: .string(before.description),
                            new: .string(version.description), reason: .spec)
                    ], verification: .deferred("\(before) has to be ready first"),
                    exemptions: outcome.change.exemptions))
        }
        outcome.change = changes.removeLast()
        outcome.stages = changes
        return outcome
    }
}

extension StepPlanner {
    /// The steps that bring a control plane to the versions on the way, each behind the one before; `step` waits for them.
    static func hops(_ stages: [ItemChange], to step: inout Step) -> [Step] {
        guard step.action == .update else { return [] }
        var before = step.dependencies
        return stages.compactMap { change in
            guard let version = change.item?.desired[UpgradePath.leaf]?.string else { return nil }
            let hop = Step(
                address: Step.upgrade(of: step.address, to: version), kind: step.kind, action: .update,
                reason: "\(version) on the way", dependencies: before, changes: [change], timeout: step.timeout,
                location: step.location)
            before.insert(hop.address)
            step.dependencies.insert(hop.address)
            return hop
        }
    }
}
