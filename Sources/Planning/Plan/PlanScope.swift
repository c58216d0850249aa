import Diagnostics
import Resources

/// The part of a plan that `--target` and `--exclude` leave.
///
/// It stays closed: what a chosen step depends on comes with it, and what depends on an excluded step goes with it.
package struct PlanScope: Sendable {
    private let targets: [String]
    private let exclusions: [String]

    /// A name fits nothing in the plan.
    package struct UnknownName: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// Addresses of resources, or names of workspaces and clusters (`payments/dns`, `payments`, `cluster/fsn1-a`).
    package init(targets: [String] = [], exclusions: [String] = []) {
        self.targets = targets
        self.exclusions = exclusions
    }

    /// What is chosen, in words: `--target payments/dns`.
    var targetWords: [String] { targets.map { "--target \($0)" } }

    /// What is left out, in words.
    var exclusionWords: [String] { exclusions.map(Self.exclusionWord) }

    private static func exclusionWord(_ name: String) -> String { "--exclude \(name)" }

    /// Whether a plan says that a group as a whole was left out of it.
    static func isLeftOut(_ group: String, of leftovers: Plan.Leftovers) -> Bool {
        leftovers.omissions.contains(exclusionWord(group))
    }

    /// Whether a group as a whole is left out.
    func excludes(_ group: String) -> Bool { exclusions.contains(group) }

    /// Whether the part may have something of a group.
    func mayHold(_ group: String) -> Bool {
        !excludes(group) && (targets.isEmpty || targets.contains { Self.group(of: $0) == group })
    }

    private static func group(of name: String) -> String { ResourceAddress(name)?.group ?? name }

    /// Throws where a target is of a workspace that is left alone, since it has no specification any more.
    func checkTargets(among orphans: Set<String>) throws(UnknownName) {
        guard let target = targets.first(where: { orphans.contains(Self.group(of: $0)) }) else { return }
        let group = Self.group(of: target)
        throw UnknownName(
            description: "--target \(target) is nothing in this plan: \(group) is recorded and has no specification; "
                + "`berth destroy \(group)` removes it, and so does a plan with --prune")
    }

    /// The rest of a plan, with remarks that say what came along and what was left out. A group that `isElsewhere`, in a plan of
    /// another shard or among the orphans that stay, is no unknown name, and nothing of this plan; what a whole workspace stands on
    /// of what clusters share, by its `consumers`, is.
    package func narrowed(
        _ plan: Plan, consumers: [ResourceAddress: Set<String>] = [:], isElsewhere: (String) -> Bool = { _ in false }
    ) throws(UnknownName) -> Plan {
        guard !targets.isEmpty || !exclusions.isEmpty else { return plan }
        var kept = Set(plan.steps.map(\.address))
        var remarks: [String] = []
        if !targets.isEmpty {
            let groups = Set(targets.filter(isElsewhere))
            let shared = plan.steps.filter { consumers[$0.resource].map { !$0.isDisjoint(with: groups) } ?? false }
            let chosen = try addresses(targets, option: "--target", in: plan, isElsewhere)
                .union(shared.map(\.address))
            kept = closure(of: chosen, in: plan) { $0.dependencies }
            remarks.append(
                "this plan is a part: \(targets.joined(separator: ", "))"
                    + note(changes(kept.subtracting(chosen), in: plan), "together with what it stands on:"))
        }
        if !exclusions.isEmpty {
            let excluded = try addresses(exclusions, option: "--exclude", in: plan, isElsewhere)
            let dependents = plan.dependents
            let gone = closure(of: excluded, in: plan) { dependents[$0.address] ?? [] }
            kept.subtract(gone)
            remarks.append(
                "left out: \(exclusions.joined(separator: ", "))"
                    + note(changes(gone.subtracting(excluded), in: plan), "and with it what stands on it:"))
        }
        var result = plan
        result.steps = plan.steps.filter { kept.contains($0.address) }
        let groups = Set(kept.map(\.group))
        result.groups = plan.groups.filter { groups.contains($0.name) }
        // A part of a group makes no record of it.
        let cut = Set(plan.steps.map(\.address).filter { !kept.contains($0) }.map(\.group))
        if let group = result.groups.first(where: { $0.isTakenAway && cut.contains($0.name) }) {
            throw UnknownName(
                description:
                    "\(group.name) is taken away as a whole or not at all: give --target or --exclude with its "
                    + "name alone")
        }
        for index in result.groups.indices where cut.contains(result.groups[index].name) {
            result.groups[index].isRecorded = true
            result.groups[index].sharedKinds = nil
        }
        let addresses = Set(plan.steps.map(\.address))
        result.problems = plan.problems.filter { keeps($0, kept, of: addresses) }
        result.remarks = remarks + plan.remarks
        result.doubts = plan.doubts.filter { kept.contains($0.address) }
        return result
    }

    /// A problem without an address is one of the plan as a whole; one of a workspace that has no steps goes by its name.
    private func keeps(
        _ problem: Plan.Problem, _ kept: Set<ResourceAddress>, of addresses: Set<ResourceAddress>
    ) -> Bool {
        guard let address = problem.address else { return true }
        if addresses.contains(address) { return kept.contains(address) }
        return (targets.isEmpty || targets.contains(address.group)) && !exclusions.contains(address.group)
    }

    private func addresses(
        _ names: [String], option: String, in plan: Plan, _ isElsewhere: (String) -> Bool
    ) throws(UnknownName) -> Set<ResourceAddress> {
        var result: Set<ResourceAddress> = []
        for name in names {
            // A resource, the step that removes its leftovers, and the hooks of its chart go by one name; the step that
            // narrows the record of kinds stands behind every removal of the workspace, which nobody asked for with its
            // namespace.
            let found = plan.steps.filter { step in
                let names = [step.resource, step.resource.hookedChart].compactMap { $0?.description }
                return (!step.isNarrowing && names.contains(name)) || step.address.group == name
            }.map(\.address)
            if found.isEmpty, isElsewhere(name) || ResourceAddress(name).map({ isElsewhere($0.group) }) ?? false {
                continue
            }
            guard !found.isEmpty else {
                let known = Set(plan.steps.flatMap { [$0.resource.description, $0.address.group] }).sorted()
                let hint = name.nearest(among: known).map { "; did you mean \($0)?" } ?? ""
                throw UnknownName(description: "\(option) \(name) is nothing in this plan\(hint)".sanitized)
            }
            result.formUnion(found)
        }
        return result
    }

    /// The steps and everything that can be reached from them.
    private func closure(
        of start: Set<ResourceAddress>, in plan: Plan, next: (Step) -> Set<ResourceAddress>
    ) -> Set<ResourceAddress> {
        let steps = Dictionary(plan.steps.map { ($0.address, $0) }) { first, _ in first }
        var reached = start
        var open = Array(start)
        while let address = open.popLast() {
            guard let step = steps[address] else { continue }
            for neighbour in next(step) where reached.insert(neighbour).inserted { open.append(neighbour) }
        }
        return reached
    }

    private func changes(_ addresses: Set<ResourceAddress>, in plan: Plan) -> [ResourceAddress] {
        plan.steps.filter { addresses.contains($0.address) && $0.action.isChange }.map(\.address)
    }

    private func note(_ addresses: [ResourceAddress], _ introduction: String) -> String {
        addresses.isEmpty
            ? "" : ", \(introduction) \(addresses.map(\.description).sorted().joined(separator: ", "))"
    }
}

extension Plan {
    /// The steps that depend directly on each.
    fileprivate var dependents: [ResourceAddress: Set<ResourceAddress>] {
        steps.reduce(into: [:]) { result, step in
            for dependency in step.dependencies { result[dependency, default: []].insert(step.address) }
        }
    }
}
