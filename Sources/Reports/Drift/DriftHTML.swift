import Planning
import Resources

/// What somebody changed outside of Berth as a page of its own for a browser.
package struct DriftHTML: Sendable {
    private let links: LinkBase?

    /// `links` leads to the lines of the specification.
    package init(links: LinkBase? = nil) {
        self.links = links
    }

    /// The document, with a line end at its end.
    package func render(_ plan: Plan) -> String {
        let report = DriftReport(plan)
        var page = HTMLPage(kind: "Drift", title: report.estate, sentence: report.sentence)
        let removed = report.findings.count { $0.isRemoved }
        page.add(tiles: [
            (removed, "removed", "a-delete"), (report.findings.count - removed, "changed", "a-update"),
            (report.contested.count, "contested", "a-replace"),
            (report.unknown.count + report.unreachable.count, "unknown", "a-unknown"),
        ])
        for problem in report.contested {
            page.body += FindingMarkup.finding(
                "\(problem.kind.rawValue) \(problem.address?.description ?? "")", [problem.message], problem.hint,
                isMild: false)
        }
        for unknown in report.unknown {
            page.body += FindingMarkup.finding(
                "\(unknown.address) is unknown", [unknown.reason], nil, isMild: true)
        }
        for silence in report.unreachable {
            page.body += FindingMarkup.finding(
                "\(silence.subject) could not be read", [silence.reason], silence.hint, isMild: true)
        }
        for doubt in report.doubts {
            page.body += FindingMarkup.finding("Note", [doubt.message], nil, isMild: true)
        }
        page.add(
            "Who changed what", id: "drift", note: "What Berth had set, what is there now, who did it, and when.",
            FindingMarkup.table(of: report, links: links))
        if !report.groups.isEmpty {
            page.beginList("Objects", id: "objects", count: report.findings.count)
            page.addTools(
                [("delete", "removed"), ("replace", "to be made anew"), ("update", "changed")], of: "objects")
            for (index, group) in report.groups.enumerated() {
                page.body += Self.group(group.name, group.findings, id: "g\(index)", links)
            }
            page.endList()
            page.body +=
                "<p class=\"note\">An apply sets it back; to keep a change, write it into the specification.</p>\n"
        }
        return page.text
    }

    private static func group(
        _ name: String, _ findings: [DriftReport.Finding], id: String, _ links: LinkBase?
    ) -> Markup {
        let rows = findings.enumerated().map { index, finding -> Markup in
            let action = finding.isRemoved ? Action.delete : finding.needsReplacement ? .replace : .update
            let diff =
                finding.leaves.isEmpty
                ? "" : StepMarkup(links: links).diff(of: finding.leaves.map(\.inTime), isNew: false)
            return """
                <div class="step" id="\(id)-\(index)" data-action="\(action.rawValue)">
                <p><b class="a-\(action.rawValue)">\(action.symbol)</b> <code>\(finding.key.shortName)</code>\
                \(finding.isRemoved ? " was removed" : finding.verdict.map { " \($0)" } ?? "") <span class="quiet">\(finding.address.description) in \
                \(finding.key.place.description)</span>\(Markup.location(finding.location, links))</p>
                \(diff)</div>

                """
        }
        return """
            <details class="group" id="\(id)" data-name="\(name)" open><summary><h3>\(name)</h3>\
            <span class="counts">\(findings.count.counted("object"))</span></summary>
            <div class="in">\(Markup(rows))</div></details>

            """
    }
}

extension LeafChange {
    /// The leaf in the direction of time: from what Berth had set to what is there now.
    var inTime: LeafChange {
        var leaf = self
        (leaf.old, leaf.new) = (new, old)
        return leaf
    }
}
