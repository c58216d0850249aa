import Diagnostics
import Planning
import Resources

/// What was found of each workspace, as an issue tells it that is kept up while the drift lasts.
package struct DriftIssues: Sendable {
    /// What is known of a workspace, or of what a cluster shares.
    package enum Finding: Sendable, Hashable {
        /// It has drifted; `text` begins with `marker(of:)`.
        case drifted(title: String, text: String)
        case clean
        /// It could not be looked at, or not all of it, and what could be seen is as it should be.
        case unknown
    }

    private let plan: Plan
    private let report: DriftReport
    private let link: LinkBase?

    /// `link` is where the whole report can be looked at.
    package init(_ plan: Plan, link: LinkBase? = nil) {
        self.plan = plan
        report = DriftReport(plan)
        self.link = link
    }

    /// What all markers of the estate's issues begin with.
    package var prefix: String { "<!-- berth-drift:\(MarkdownText.markerName(plan.estate))/" }

    /// The first line of the issue about a group, by which the next run finds it again.
    package func marker(of group: String) -> String { "\(prefix)\(MarkdownText.markerName(group)) -->" }

    /// Whether all of the estate was looked at, so that a group that is not in `groups` is gone.
    package var isWhole: Bool {
        plan.leftovers.looked == nil && plan.leftovers.omissions.isEmpty && plan.part == nil && !plan.isPartlyUnknown
    }

    /// What the plan knows of: what it is about, and what it had to leave out; sorted.
    package var groups: [String] {
        let others =
            plan.problems.compactMap(\.address?.group) + plan.leftovers.orphans
            + plan.leftovers.sharedOrphans.map(\.group)
        return Set(plan.groups.map(\.name) + others).filter { !plan.isElsewhere($0) }.sorted()
    }

    /// What is known of a group.
    package func finding(_ group: String) -> Finding {
        let part = report.about(group)
        guard part.hasDrift else { return isKnown(group) ? .clean : .unknown }
        let remedy = ResourceAddress.Scope(group: group).cluster == nil ? "berth apply \(group)" : "berth apply"
        let advice =
            "\n\(part.advice(settingBackBy: remedy)) This issue is kept up, and closed when there is no drift any more.\n"
        let page = link.map { "\n[The whole report](<\($0.address)>)\n" } ?? ""
        return .drifted(
            title: "Drift in \(group) (\(plan.estate))".sanitized,
            text: DriftMarkdown().render(
                part, title: "drift in \(MarkdownText.code(group))", marker: marker(of: group), end: advice + page))
    }

    /// Whether all of a group could be looked at.
    private func isKnown(_ name: String) -> Bool {
        guard let group = plan.groups.first(where: { $0.name == name }) else { return false }
        let places = Set([Place.tenant(name)] + (group.cluster.map { [.management($0)] } ?? []))
        let isLeftOut = plan.problems.contains { $0.kind == .invalid && $0.address?.group == name }
        return !isLeftOut && !plan.unreachable.contains { places.contains($0.place) }
            && !plan.steps.contains { $0.address.group == name && $0.action == .unknown }
    }
}
