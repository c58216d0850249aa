import Diagnostics
import Planning
import Resources

/// The part of a plan that `--target` and `--exclude` leave.
///
/// It stays closed: what a chosen step depends on comes with it, and what depends on an excluded step goes with it.
struct PlanScope: Sendable {
    private let targets: [String]
    private let exclusions: [String]

    /// Addresses of resources, or names of workspaces and clusters (`payments/dns`, `payments`, `cluster/fsn1-a`).
    init(targets: [String] = [], exclusions: [String] = []) {
        self.targets = targets
        self.exclusions = exclusions
    }

    /// The rest of a plan, with remarks that say what came along and what was left out.
    func narrowed(_ plan: Plan) throws(UsageError) -> Plan {
        guard !targets.isEmpty || !exclusions.isEmpty else { return plan }
        var kept = Set(plan.steps.map(\.address))
        var remarks: [String] = []
        if !targets.isEmpty {
            let chosen = try addresses(targets, option: "--target", in: plan)
            kept = closure(of: chosen, in: plan) { $0.dependencies }
            remarks.append(
                "this plan is a part: \(targets.joined(separator: ", "))"
                    + note(changes(kept.subtracting(chosen), in: plan), "together with what it stands on:"))
        }
        if !exclusions.isEmpty {
            let excluded = try addresses(exclusions, option: "--exclude", in: plan)
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
        // A problem without an address is one of the plan as a whole.
        result.problems = plan.problems.filter { problem in problem.address.map(kept.contains) ?? true }
        result.remarks = remarks + plan.remarks
        return result
    }

    private func addresses(
        _ names: [String], option: String, in plan: Plan
    ) throws(UsageError) -> Set<ResourceAddress> {
        var result: Set<ResourceAddress> = []
        for name in names {
            let found = plan.steps.map(\.address).filter { $0.description == name || $0.group == name }
            guard !found.isEmpty else {
                let known = Set(plan.steps.flatMap { [$0.address.description, $0.address.group] }).sorted()
                let hint = name.nearest(among: known).map { "; did you mean \($0)?" } ?? ""
                throw UsageError("\(option) \(name) is nothing in this plan\(hint)".sanitized)
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
