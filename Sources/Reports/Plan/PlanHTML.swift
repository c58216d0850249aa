import Planning
import Resources

/// A plan as a page of its own for a browser: what it comes to, what is deleted, the graph, who changed what, and every object
/// with its difference.
package struct PlanHTML: Sendable {
    private let links: LinkBase?
    /// With more objects than this the diffs are folded at first, so that the page opens at once.
    private static let manyObjects = 300
    private static let manyGroups = 30

    /// `links` leads to the lines of the specification.
    package init(links: LinkBase? = nil) {
        self.links = links
    }

    /// The document, with a line end at its end.
    package func render(_ plan: Plan) -> String {
        let outline = PlanOutline(plan)
        let summary = PlanSummary(plan)
        let anchors = PageAnchors(outline.sections.map { ($0.group.name, $0.steps.map(\.address)) })
        var page = HTMLPage(
            kind: plan.purpose == .apply ? "Plan" : "Plan to destroy", title: plan.estate, sentence: summary.sentence)
        page.add(tiles: Action.shown.map { (summary.count($0), $0.countedAs, "a-\($0.rawValue)") })
        if plan.hasChanges, let obstacle = summary.obstacle {
            page.body += "<p class=\"sentence warning\">\(obstacle)</p>\n"
        }
        page.body += markup(of: Removals(outline), anchors)
        page.body += FindingMarkup.findings(of: plan)
        page.add("What waits for what", id: "graph", note: graphNote, graph(plan, anchors))
        let waves = WaveLines(plan)
        if let title = waves.title {
            let items = waves.lines(isWhole: true).map { "<li>\($0)</li>\n" as Markup }
            page.add("Waves", id: "waves", note: title, "<ul>\(Markup(items))</ul>\n")
        }
        page.add(
            "Changed outside of Berth", id: "drift",
            note: "What Berth had set, what is there now, who did it, and when. An apply sets it back.",
            FindingMarkup.table(of: DriftReport(plan), links: links))
        page.add("Workspaces", id: "workspaces", table(outline, anchors))
        let sections = outline.sections
        if !sections.isEmpty {
            let objects = sections.flatMap(\.steps).reduce(0) { $0 + $1.changes.count }
            page.beginList("Objects", id: "objects", count: objects)
            page.addTools(tools(outline), of: "objects")
            page.body += legend
            let steps = StepMarkup(links: links, foldsAll: objects > Self.manyObjects)
            let isOpen = sections.count <= Self.manyGroups
            let graphs = isOpen ? [:] : plan.stepsByGroup.mapValues { StepGraph($0) }
            for section in sections {
                page.body += group(section, steps, anchors, isOpen: isOpen, graphs[section.group.name])
            }
            page.endList()
        }
        if !outline.quiet.isEmpty {
            page.add("Unchanged", id: "unchanged", "<p>\(outline.quiet.joined(separator: ", "))</p>\n")
        }
        return page.text
    }

    private var graphNote: String {
        "From left to right; each box leads to what it is about. Marked is the longest chain, which makes the length of the run."
    }

    private var legend: Markup {
        let items = Action.shown.map { action -> Markup in
            "<li><b class=\"a-\(action.rawValue)\">\(action.symbol)</b> \(action.meaning)</li>"
        }
        return "<ul class=\"legend\">\(Markup(items))</ul>\n"
    }

    private func tools(_ outline: PlanOutline) -> [(id: String, label: String)] {
        let there = Set(outline.sections.flatMap(\.steps).flatMap(\.kindsOfAction))
        return Action.shown.filter(there.contains).map { ($0.rawValue, "\($0.symbol) \($0.rawValue)") }
    }

    private func markup(of removals: Removals, _ anchors: PageAnchors) -> Markup {
        let steps = removals.steps
        guard !steps.isEmpty else { return "" }
        let shown = steps.prefix(50).map { step -> Markup in
            let names = step.removals.map(\.key.shortName).joined(separator: ", ")
            return
                "<li><a href=\"#\(anchors.steps[step.address] ?? "")\">\(step.address.description)</a> \(names)</li>\n"
        }
        let more: Markup = steps.count > 50 ? "<li>and \((steps.count - 50).grouped) more</li>" : ""
        return """
            <div class="alarm" role="note"><p><b>\(removals.verb) \(removals.extent)</b></p><ul>\(Markup(shown))\(more)</ul></div>

            """
    }

    private func graph(_ plan: Plan, _ anchors: PageAnchors) -> Markup {
        let graph = StepGraph(plan.steps)
        guard graph.nodes.count > 1 else { return "" }
        let chain = graph.longestChain()
        let figure = GraphFigure(graph, critical: Set(chain), anchors: anchors.steps, groupAnchors: anchors.groups)
        let drawing = GraphSVG.markup(figure, label: "What waits for what")
        let names = chain.map { graph.nodes[$0].address.description }
        let folded: Markup =
            figure.isFolded
            ? "<p class=\"note\">Each box is a workspace, or several with the same to do; below, each has a drawing of its own.</p>"
            : ""
        return """
            \(folded)<div class="scroll" role="region" aria-label="Graph" tabindex="0">\(drawing)</div>
            <p class="note">The longest chain has \(chain.count.counted("step")): \(names.joined(separator: " → ").fitted(to: 2_000)).</p>

            """
    }

    private func table(_ outline: PlanOutline, _ anchors: PageAnchors) -> Markup {
        let sections = outline.sections
        guard sections.count > 1 else { return "" }
        let shown = Action.shown.filter { action in sections.contains { $0.count(action) > 0 } }
        let rows = sections.map { section -> Markup in
            let anchor = anchors.groups[section.group.name] ?? ""
            let cells = shown.map { action -> Markup in
                let count = section.count(action)
                return "<td class=\"n\">\(count > 0 ? count.grouped : "")</td>"
            }
            return """
                <tr data-group="\(anchor)"><td><a href="#\(anchor)">\(section.group.name)</a></td>\
                <td>\(section.group.cluster ?? "")</td>\(Markup(cells))</tr>

                """
        }
        let heads = shown.map { "<th class=\"n\" scope=\"col\">\($0.countedAs)</th>" as Markup }
        return """
            <div class="scroll" role="region" aria-label="Workspaces" tabindex="0"><table>
            <thead><tr><th scope="col">workspace</th><th scope="col">cluster</th>\(Markup(heads))</tr></thead>
            <tbody>\(Markup(rows))</tbody></table></div>

            """
    }

    private func group(
        _ section: PlanOutline.Section, _ steps: StepMarkup, _ anchors: PageAnchors, isOpen: Bool, _ graph: StepGraph?
    ) -> Markup {
        let counts = Action.shown.compactMap { action -> Markup? in
            let count = section.count(action)
            return count > 0 ? "<span class=\"a-\(action.rawValue)\">\(action.symbol)\(count)</span>" : nil
        }
        var about = section.group.cluster.map { " on \($0)" } ?? ""
        if section.group.isProtected { about += ", protected" }
        let unchanged = section.unchanged > 0 ? "\(section.unchanged.grouped) unchanged" : ""
        let rows = section.steps.map { steps.step($0, id: anchors.steps[$0.address] ?? "") }
        return """
            <details class="group" id="\(anchors.groups[section.group.name] ?? "")" data-name="\(section.group.name)"\
            \(isOpen ? " open" as Markup : "")><summary><h3>\(section.group.name)</h3><span class="quiet">\(about)</span>\
            <span class="counts">\(Markup(counts))</span><span class="quiet">\(unchanged)</span></summary>
            <div class="in">\(drawing(of: section, graph, anchors))\(Markup(rows))</div></details>

            """
    }

    /// The graph of one workspace, where there are too many to read them in one drawing.
    private func drawing(of section: PlanOutline.Section, _ graph: StepGraph?, _ anchors: PageAnchors) -> Markup {
        guard let graph, graph.nodes.count > 2, graph.nodes.count <= GraphFigure.readable else { return "" }
        let figure = GraphFigure(
            graph, critical: Set(graph.longestChain()), anchors: anchors.steps, groupAnchors: anchors.groups)
        return """
            <details class="object"><summary>graph</summary><div class="scroll" role="region" \
            aria-label="Graph of \(section.group.name)" tabindex="0">\
            \(GraphSVG.markup(figure, label: "Graph of \(section.group.name)"))</div></details>

            """
    }
}

extension PlanOutline.Section {
    /// How many objects of it have an action.
    func count(_ action: Action) -> Int { steps.reduce(0) { $0 + ($1.objects[action] ?? 0) } }
}
