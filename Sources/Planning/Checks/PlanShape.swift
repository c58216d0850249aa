import Composition
import Document
import Resources
import Specification

/// Whether a plan has the shape of one that Berth makes: names that are names, edges that lead somewhere, changes that fit
/// their steps, leaves that say what is written. A pure function of the plan.
struct PlanShape {
    let plan: Plan
    let estate: Estate
    let groups: [String: Plan.Group]
    private let steps: [ResourceAddress: Step]
    /// The groups that it takes away.
    let destroyed: Set<String>

    init(_ plan: Plan, _ estate: Estate) {
        self.plan = plan
        self.estate = estate
        groups = Dictionary(plan.groups.map { ($0.name, $0) }) { first, _ in first }
        steps = Dictionary(plan.steps.map { ($0.address, $0) }) { first, _ in first }
        destroyed = plan.destroyedGroups
    }

    /// What is wrong with it, in the order of the plan.
    var faults: [String] {
        var faults: [String] = []
        if groups.count != plan.groups.count { faults.append("a group stands in it twice") }
        faults += plan.rotations.compactMap(fault)
        if steps.count != plan.steps.count { faults.append("a step stands in it twice") }
        faults += plan.groups.compactMap(fault)
        for step in plan.steps {
            if let fault = fault(of: step) { faults.append("\(step.address): \(fault)") }
            // What stays as it is counts too: a run records it.
            for change in step.changes {
                if let fault = fault(of: change, step) { faults.append("\(step.address): \(change.key): \(fault)") }
            }
        }
        return faults
    }

    /// A new value is made for what the plan writes, and nothing that is right keeps the old one.
    private func fault(of rotation: Rotation) -> String? {
        let holders = plan.steps.flatMap { step in step.changes.map { (step, $0) } }
            .filter { $0.1.item?.generated.contains(rotation) == true }
        guard holders.contains(where: { $0.0.runs && $0.1.action.isChange }) else {
            return "a new value of \(rotation.name) of \(rotation.workspace) is made, and nothing of the plan holds it"
        }
        return holders.first { $0.1.action == .none }.map { _, change in
            "\(change.key) would keep the old value of \(rotation.name) of \(rotation.workspace)"
        }
    }

    private func fault(of group: Plan.Group) -> String? {
        let name = group.name
        if let cluster = ResourceAddress.Scope(group: name).cluster {
            guard estate.managementCluster(named: cluster) != nil, group.namespace == nil else {
                return "it has a group \(name), and the estate no such cluster"
            }
            if group.isTakenAway { return "it takes \(name) away, which is not a workspace" }
            return nil
        }
        if plan.isElsewhere(name) { return "\(name) is not of its shard" }
        guard name.isWorkspaceID else { return "\(name) is not a workspace" }
        if let cluster = group.cluster, estate.managementCluster(named: cluster) == nil {
            return "\(name) is on \(cluster), which the estate does not name"
        }
        if let namespace = group.namespace, !ResourceAddress.namespaces(ofWorkspace: name).contains(namespace) {
            return "\(namespace) is not the namespace of \(name)"
        }
        let elsewhere = group.vanished.first { key in
            switch key.place {
            case .management(let cluster):
                cluster != group.cluster ?? cluster || estate.managementCluster(named: cluster) == nil
            case .tenant(let id): id != name
            case .provider(let provider): estate.computeProvider(named: provider) == nil
            case .dns: false
            }
        }
        if let elsewhere { return "\(elsewhere) is said to be gone, and \(name) has nothing there" }
        return nil
    }

    private func fault(of step: Step) -> String? {
        guard step.address.isWellFormed else { return "it is not the address of a resource" }
        if step.runs, groups[step.address.group] == nil { return "it belongs to no group of the plan" }
        if let missing = step.dependencies.sorted().first(where: { steps[$0] == nil }) {
            return "it depends on \(missing), which is not in the plan"
        }
        if !(1...Self.longestTimeout).contains(step.timeout.components.seconds) { return "its timeout is out of range" }
        if step.runs, plan.isElsewhere(step.address.group), step.gate != .otherShard {
            return "it is for another shard to do"
        }
        if step.gate == .otherShard,
            !plan.isElsewhere(step.address.group) || step.changes.contains(where: { $0.item == nil })
        {
            return "it waits for another shard, and is not that one's"
        }
        if destroyed.contains(step.address.group), step.runs, !step.isRemoval { return "a destruction only deletes" }
        if !step.action.isChange, step.changes.contains(where: \.action.isChange) {
            return "it is not a change and holds changes"
        }
        if step.action == .delete, step.gate != nil { return "it is a deletion and waits" }
        if case .encryptAnew? = step.gate, !step.isReencryption { return "it does not encrypt a stored secret anew" }
        if step.action == .delete, step.changes.contains(where: { $0.action.isChange && $0.action != .delete }) {
            return "it is a deletion and writes"
        }
        return nil
    }

    /// A week, in seconds.
    private static let longestTimeout: Int64 = 7 * 86_400
}

extension ResourceAddress {
    /// Whether the address can be that of a resource: every part a name of letters, digits and `.`, `_`, `-`, `:`.
    package var isWellFormed: Bool {
        let isScope =
            switch scope {
            case .workspace(let id): id.isWorkspaceID
            case .cluster(let name): name.isNamePart
            }
        return isScope
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { String($0).isNamePart }
    }
}

extension String {
    fileprivate var isNamePart: Bool {
        !isEmpty && !hasPrefix(".") && utf8.count <= 253
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:".contains($0)) }
    }
}
