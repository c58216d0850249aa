import Diagnostics
import Planning
import Resources

/// The steps of a plan in the order in which a reviewer reads them.
struct PlanOutline {
    /// A workspace, or what the workspaces of a cluster share.
    struct Section {
        var group: Plan.Group
        /// What deletes or replaces, then everything else that is not as it should be; each in the order of the plan.
        var steps: [Step]
        /// How many steps need nothing.
        var unchanged: Int

        /// The steps that are told one by one: a place that could not be read is told once, with how much depends on it.
        var told: [Step] { steps.filter { $0.silentPlace == nil || $0.action != .unknown } }

        /// What is unknown with a place that could not be read, in the order of places.
        var folded: [Folded] {
            let unread = steps.filter { $0.action == .unknown && $0.silentPlace != nil }
            return Dictionary(grouping: unread) { $0.silentPlace?.description ?? "" }
                .sorted { $0.key < $1.key }.map { Folded(place: $0.key, steps: $0.value) }
        }
    }

    /// Steps of a group that are unknown with one place.
    struct Folded {
        var place: String
        var steps: [Step]

        /// `network and 8 more are unknown: provider hetzner-prod could not be read`.
        var sentence: String {
            let names = steps.map(\.address.name).listed(most: Self.mostNamed)
            return "\(names) \(steps.count == 1 ? "is" : "are") unknown: \(place) could not be read"
        }

        /// How many of them the sentence does not name.
        var hidden: Int { max(steps.count - Self.mostNamed, 0) }

        private static let mostNamed = 3
    }

    /// Clusters, then workspaces, by name; those with something to show.
    let sections: [Section]
    /// Names of the groups in which nothing changes.
    let quiet: [String]

    init(_ plan: Plan) {
        let steps = Dictionary(grouping: plan.steps, by: \.address.group)
        let named = Dictionary(plan.groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = steps.keys.sorted { ($0.rank, $0) < ($1.rank, $1) }
        let sections = names.map { name in
            // What drifted and cannot be set back is told with the problems, and is not unchanged.
            let known = (steps[name] ?? []).filter { !$0.keepsDrift }
            let (quiet, shown) = known.partitioned { $0.action == .none && $0.removals.isEmpty }
            let (removing, other) = shown.partitioned { $0.isRemoval || !$0.removals.isEmpty }
            return Section(
                group: named[name] ?? Plan.Group(name: name, cluster: nil), steps: removing + other,
                unchanged: quiet.count)
        }
        self.sections = sections.filter { !$0.steps.isEmpty }
        let drifted = Set(plan.steps.filter(\.keepsDrift).map(\.address.group))
        quiet = sections.filter(\.steps.isEmpty).map(\.group.name).filter { !drifted.contains($0) }
    }
}

extension String {
    /// What is shared comes before what stands on it.
    fileprivate var rank: Int { ResourceAddress.Scope(group: self).cluster == nil ? 1 : 0 }
}

extension Array {
    /// Those the predicate holds for, and the others, in their order.
    fileprivate func partitioned(by predicate: (Element) -> Bool) -> ([Element], [Element]) {
        (filter(predicate), filter { !predicate($0) })
    }
}

extension ItemChange {
    /// The reason why the item could not be tried yet.
    var deferral: String? {
        if case .deferred(let reason) = verification { reason } else { nil }
    }
}
