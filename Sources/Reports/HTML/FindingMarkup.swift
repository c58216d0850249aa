import Planning

/// What stands in the way of a plan, what could not be asked, and what others changed, on a page.
enum FindingMarkup {
    /// Problems, places that did not answer and remarks.
    static func findings(of plan: Plan) -> Markup {
        var parts: [Markup] = []
        for (problems, isMild) in [(plan.blockingProblems, false), (plan.confinedProblems, true)] {
            for (problem, addresses) in problems.grouped {
                let others = addresses.count > 1 ? " \(addresses.others)" : ""
                parts.append(
                    finding(
                        "\(problem.kind.rawValue) \(addresses.first ?? "")\(others)", [problem.message], problem.hint,
                        detail: problem.detail, isMild: isMild))
            }
        }
        for silence in plan.unreachable {
            parts.append(
                finding("\(silence.subject) could not be read", [silence.reason], silence.hint, isMild: true))
        }
        for remark in plan.remarks { parts.append(finding("Note", [remark], nil, isMild: true)) }
        return Markup(parts)
    }

    static func finding(
        _ title: String, _ lines: [String], _ hint: String?, detail: String? = nil, isMild: Bool
    ) -> Markup {
        let detail: Markup =
            detail.map { "<details><summary class=\"quiet\">all that the server said</summary><p>\($0)</p></details>" }
            ?? ""
        let hint: Markup = hint.map { "<p class=\"quiet\">→ \($0)</p>" } ?? ""
        return """
            <div class="finding\(isMild ? " mild" as Markup : "")"><p><b>\(title)</b></p>\
            \(Markup(lines.map { "<p>\($0)</p>" as Markup }))\(detail)\(hint)</div>

            """
    }

    /// A row for each leaf that somebody changed, in the direction of time; empty where nobody did.
    static func table(of report: DriftReport, links: LinkBase?) -> Markup {
        let rows = report.findings.flatMap { finding -> [Markup] in
            let object: Markup = """
                <td><code>\(finding.key.shortName)</code><br><span class="quiet">\(finding.address.description), \
                \(finding.key.place.description)</span>\(Markup.location(finding.location, links))</td>
                """
            guard !finding.isRemoved else {
                return ["<tr>\(object)<td colspan=\"3\" class=\"a-delete\">was removed</td></tr>\n"]
            }
            return finding.leaves.map { leaf in
                let who: Markup =
                    "\(leaf.author?.manager ?? "somebody")<br><span class=\"quiet\">\(leaf.author?.time ?? "")</span>"
                let told: Markup =
                    "<td data-head=\"was → is\">\(values(leaf))</td><td data-head=\"who, when\">\(who)</td>"
                return
                    "<tr>\(object)<td><code>\(leaf.path.description)</code></td>\(told)</tr>\n"
            }
        }
        guard !rows.isEmpty else { return "" }
        return """
            <div class="scroll" role="region" aria-label="Changed outside of Berth" tabindex="0"><table class="stack">
            <thead><tr><th scope="col">object</th><th scope="col">field</th><th scope="col">was → is</th>\
            <th scope="col">who, when</th></tr></thead><tbody>\(Markup(rows))</tbody></table></div>

            """
    }

    /// What it was, and what it is now.
    private static func values(_ leaf: LeafChange) -> Markup {
        if leaf.isSensitive { return "<code>\(leaf.inTime.sensitiveWords(isNew: false))</code>" }
        func text(_ value: String?) -> String { value.map { $0.cut(to: 300) } ?? "nothing" }
        return "<code class=\"v\">\(text(leaf.new?.shown))</code> → <code class=\"v\">\(text(leaf.old?.shown))</code>"
    }
}
