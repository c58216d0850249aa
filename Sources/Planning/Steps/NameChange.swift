import Document
import Resources

/// The names in a control plane's certificate that go: they stay in it until the new ones answer, and go in a step of their own.
///
/// A certificate is issued anew when a name is added, so that one which is taken out at the same moment would be refused to those
/// who still use it. The list is atomic (facts of Kamaji).
struct NameChange {
    /// Where a control plane lists the names of its certificate.
    static let leaf: Path = ["spec", "networkProfile", "certSANs"]

    /// What the certificate is for until the old names go.
    private let both: [Value]
    /// What it is for then.
    private let wanted: [Value]

    /// Of a control plane as it is and as it shall be; nil where no name goes that Berth gave.
    init?(_ item: Item, over observation: Observation) {
        guard item.key.itemKind == TenantLocation.controlPlaneKind,
            let old = observation.value[Self.leaf]?.array, let new = item.desired[Self.leaf]?.array
        else { return nil }
        let going = old.filter { !new.contains($0) }
        // What others wrote into the list is drift, and goes at once.
        guard !going.isEmpty, FieldOwnership(of: observation.value).own.contains(Self.leaf) else { return nil }
        wanted = new
        both = new.allSatisfy(old.contains) ? old : new + going
    }

    /// The control plane with the old names in it.
    func kept(in item: Item) -> Item {
        var item = item
        item.desired[Self.leaf] = .array(both)
        return item
    }

    /// The step that takes the old names out, behind what makes the new ones answer; nil where the control plane does not stay.
    /// `change` is what `step` does with it before.
    func retirement(after step: Step, _ change: ItemChange) -> Step? {
        guard [.update, .none, .wait].contains(step.action), [.update, .none].contains(change.action),
            var item = change.item, let uid = change.precondition?.uid,
            !change.exemptions.contains(where: { Self.leaf.hasPrefix($0.path) })
        else { return nil }
        item.desired[Self.leaf] = .array(wanted)
        let going = both.filter { !wanted.contains($0) }.compactMap(\.string).joined(separator: ", ")
        return Step(
            address: Step.retiring(namesOf: step.address), kind: step.kind, action: .update,
            reason: "\(going) goes, once the new name answers",
            dependencies: Self.heralds(of: step.address.group).union([step.address]),
            changes: [
                ItemChange(
                    key: item.key, action: .update, item: item,
                    precondition: Precondition(.present(uid: uid), owner: step.address),
                    leaves: [LeafChange(path: Self.leaf, old: .array(both), new: .array(wanted), reason: .spec)],
                    verification: .deferred("the new name has to answer first"), exemptions: change.exemptions)
            ], timeout: step.timeout, location: step.location)
    }

    /// What has to be done before an old name goes: the new one is published, answers, and stands in the kubeconfig.
    static func heralds(of workspace: String) -> Set<ResourceAddress> {
        Set(["dns", "api", "kubeconfig-store"].map { ResourceAddress(workspace: workspace, $0) })
    }

    /// Has the new name asked once more where an old one is to go.
    static func ask(in steps: inout [Step], before removals: [Step]) {
        let groups = Set(removals.filter { $0.kind == .dns && $0.address != $0.resource }.map(\.address.group))
        for index in steps.indices
        where steps[index].kind == .api && steps[index].action == .none && groups.contains(steps[index].address.group) {
            (steps[index].action, steps[index].reason) = (.wait, reason)
        }
    }

    /// Why the new name is asked once more.
    static let reason = "checked again, before the old name goes"

    /// The specified control plane as a step of a plan may write it: with names in it that were seen, and go later.
    static func staged(_ item: Item, as written: Item?, for step: Step, in plan: Plan) -> Item {
        guard item.key.itemKind == TenantLocation.controlPlaneKind, !step.retiresNames,
            let names = written?.desired[leaf]?.array, let wanted = item.desired[leaf]?.array, names != wanted,
            wanted.allSatisfy(names.contains)
        else { return item }
        let changes = plan.steps.filter { $0.resource == step.resource }.flatMap(\.changes).filter {
            $0.key == item.key
        }
        let seen = changes.compactMap { $0.precondition?.leaves.first { $0.path == leaf }?.value?.array }.flatMap(
            \.self)
        // What nothing of the plan writes is as it is.
        let isWritten = changes.contains { $0.action.isChange && $0.item?.desired[leaf] == .array(names) }
        guard !isWritten || names.allSatisfy({ wanted.contains($0) || seen.contains($0) }) else { return item }
        var item = item
        item.desired[leaf] = .array(names)
        return item
    }
}
