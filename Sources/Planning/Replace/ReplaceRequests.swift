import Diagnostics
import Resources

/// The resources that `--replace` names.
struct ReplaceRequests {
    private let names: [String]

    init(_ names: [String]) { self.names = names }

    var addresses: Set<ResourceAddress> { Set(names.compactMap { ResourceAddress($0) }) }

    /// Throws `PlanScope.UnknownName` where a name is that of no resource in the plan; one that `isElsewhere`, in another
    /// shard, is none of this plan's.
    func check(among steps: [Step], isElsewhere: (String) -> Bool) throws(PlanScope.UnknownName) {
        guard !names.isEmpty else { return }
        let known = Set(steps.map(\.resource.description))
        for name in names where !known.contains(name) {
            if let address = ResourceAddress(name), isElsewhere(address.group) { continue }
            let hint = name.nearest(among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
            throw PlanScope.UnknownName(
                description: "--replace \(name) is no resource of this plan\(hint)".sanitized)
        }
    }

    /// That somebody asked for what is not needed.
    func remarks(on steps: [Step], _ problems: [Plan.Problem]) -> [String] {
        guard !names.isEmpty else { return [] }
        let addresses = addresses
        let open = Set(problems.compactMap(\.address))
        return steps.filter { addresses.contains($0.address) && !open.contains($0.address) }
            .filter { [.none, .update, .wait].contains($0.action) || $0.action == .create && $0.isHolder }
            .map { step in
                step.isHolder
                    ? "\(step.address) is never made anew: all that is in it would go along"
                    : "nothing of \(step.address) is made anew: whatever changes there can be changed in place"
            }
    }
}

extension Step {
    /// Whether all of it is what others lie in: namespaces, and definitions of kinds.
    fileprivate var isHolder: Bool { !changes.isEmpty && changes.allSatisfy(\.key.holdsOthers) }
}
