import Planning

/// What somebody changed outside of Berth, for an issue or a comment.
package struct DriftMarkdown: Sendable {
    private let whole: String

    /// `whole` is the command that shows what does not fit in here.
    package init(whole: String = "berth drift") { self.whole = whole }

    /// The first line of the comment, by which a pipeline finds it again: another one than that of the plan.
    package static func marker(estate: String) -> String {
        "<!-- berth-drift-report:\(MarkdownText.markerName(estate)) -->"
    }

    /// The text; at most 65,000 characters.
    package func render(_ plan: Plan) -> String {
        render(
            DriftReport(plan), title: "drift of \(MarkdownText.code(plan.estate))",
            marker: Self.marker(estate: plan.estate))
    }

    /// The same of a report, or of a part of one, below a first line.
    func render(_ report: DriftReport, title: String, marker: String? = nil, end: String = "") -> String {
        var page = MarkdownPage()
        if let marker { page.add("\(marker)\n") }
        page.add("### Berth: \(title)\n\n**\(MarkdownText.sentence(report.sentence))**\n")
        for (name, findings) in report.groups {
            guard page.add("\n#### \(MarkdownText.code(name))\n\n", objects: findings.count) else { continue }
            for finding in findings { page.add(Self.block(finding), objects: 1) }
        }
        for problem in report.contested {
            page.add("\n⚔️ \(MarkdownText.code(problem.address?.description ?? ""))\n\n")
            page.add(MarkdownText.fence([problem.message], language: "text"), objects: 1)
        }
        for unknown in report.unknown {
            page.add("\n❔ \(MarkdownText.code(unknown.address.description)) is unknown\n\n")
            page.add(MarkdownText.fence([unknown.reason], language: "text"), objects: 1)
        }
        for silence in report.unreachable {
            page.add(silence: silence)
        }
        for doubt in report.doubts { page.add("\nℹ️ \(MarkdownText.code(doubt.message))\n") }
        page.add(end)
        return page.finished(whole)
    }

    private static func block(_ finding: DriftReport.Finding) -> String {
        let place = "\(MarkdownText.code(finding.key.shortName)) in \(MarkdownText.code(finding.key.place.description))"
        let address = MarkdownText.code(finding.address.description)
        guard !finding.isRemoved else { return "- \(place) was removed (\(address))\n" }
        let lines = finding.leaves.flatMap { LeafDiff().lines(of: $0.inTime) }
        let verdict = finding.verdict.map { " and \(MarkdownText.escaped($0))" } ?? ""
        return "- \(place) was changed (\(address))\(verdict)\n\n\(MarkdownText.fence(lines, language: "diff"))\n"
    }
}
