import Planning

/// What somebody changed outside of Berth, for a reader at a terminal.
package struct DriftText: Sendable {
    package var layout: TextLayout
    private let remedy: String

    /// `remedy` is the command that sets back what was found.
    package init(_ layout: TextLayout = TextLayout(), remedy: String = "berth apply") {
        self.layout = layout
        self.remedy = remedy
    }

    /// The whole report, a line end after each line.
    package func render(_ plan: Plan) -> String {
        let report = DriftReport(plan)
        var page = TextPage(layout)
        for (name, findings) in report.groups {
            page.separate()
            page.add(name, .bold)
            for finding in findings { write(finding, to: &page) }
        }
        PlanFindings(layout).write(report.unreachable, to: &page)
        for unknown in report.unknown {
            page.separate()
            page.add(prose: "\(unknown.address): \(unknown.reason)", .unknown, mark: "? ")
        }
        PlanFindings(layout).write(report.contested, to: &page)
        PlanFindings(layout).write(report.doubts.map(\.message), to: &page)
        page.separate()
        page.add(prose: report.sentence, report.hasDrift ? .update : .bold)
        if !report.findings.isEmpty {
            page.add(prose: "What it was → what it is. \(report.advice(settingBackBy: remedy))", .dim)
        }
        return page.text
    }

    private func write(_ finding: DriftReport.Finding, to page: inout TextPage) {
        let action = finding.isRemoved ? Action.delete : finding.needsReplacement ? .replace : .update
        var line = StyledLine()
        line.append(mark: action)
        line.append(finding.key.shortName, finding.isRemoved ? .delete : .bold)
        if finding.isRemoved { line.append("  was removed", .delete) }
        page.add(line)
        if let verdict = finding.verdict { page.add(prose: verdict, .alarm, indent: 4, mark: "! ") }
        let place = "\(finding.address) in \(finding.key.place.description)"
        let location = finding.location.map { "\($0.file):\($0.line)" }
        let parts = [place] + (location.map { [$0] } ?? [])
        let joined = parts.joined(separator: " · ")
        for part in 4 + joined.columns <= layout.width ? [joined] : parts { page.add(prose: part, .dim, indent: 4) }
        for leaf in finding.leaves {
            for line in LeafText(layout, indent: 8).lines(of: leaf.inTime) { page.add(line) }
        }
    }
}
