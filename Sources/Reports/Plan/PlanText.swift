import Diagnostics
import Planning
import Resources

/// A plan for a reader at a terminal: what is deleted first, then each workspace with what changes in it and why.
package struct PlanText: Sendable {
    package var layout: TextLayout
    private let whole: String
    /// So many are named before all else; the rest is where it belongs.
    private static let manyRemovals = 20

    /// `whole` is the command that shows what is left out here.
    package init(_ layout: TextLayout = TextLayout(), whole: String = "berth plan --verbose") {
        self.layout = layout
        self.whole = whole
    }

    /// The whole report, a line end after each line.
    package func render(_ plan: Plan) -> String {
        var page = TextPage(layout)
        let outline = PlanOutline(plan)
        write(Removals(outline), areNamed: plan.purpose == .apply, to: &page)
        if layout.isVerbose {
            for section in outline.sections { write(section, to: &page) }
        } else {
            let blocks = PlanBlocks(outline).blocks
            let isBrief = blocks.contains(where: \.isShared)
            for block in blocks { write(block, isBrief: isBrief, to: &page) }
            // Several blocks may stand for one workspace.
            let first = Set(blocks.filter(\.isShared).compactMap(\.groups.first?.name))
            let alike = Set(blocks.filter(\.isShared).flatMap(\.groups).map(\.name))
            page.cut(.workspaces, alike.subtracting(first).count)
        }
        writeQuiet(outline, to: &page)
        writeVerification(of: plan, to: &page)
        writeWaves(of: plan, to: &page)
        let findings = PlanFindings(layout)
        findings.write(plan.unreachable, to: &page)
        findings.write(plan.remarks, to: &page)
        findings.writeProblems(of: plan, to: &page)
        PlanTable(outline).write(to: &page)
        writeSummary(of: plan, to: &page)
        page.addCuts(whole)
        return page.text
    }

    /// Says before anything else what will be gone; by names where the plan is not about that alone.
    private func write(_ removals: Removals, areNamed: Bool, to page: inout TextPage) {
        guard !removals.steps.isEmpty else { return }
        var line = StyledLine()
        line.append(" ! \(removals.verb.uppercased()) ", .alarm)
        line.append(" \(removals.extent)", .failure)
        page.add(line)
        guard areNamed else { return }
        for step in removals.steps.prefix(Self.manyRemovals) {
            var line = StyledLine()
            let action = step.changes.contains { $0.action == .replace } ? Action.replace : .delete
            line.append(mark: action, .delete)
            line.append("\(step.address)", .delete)
            let names = step.removals.map(\.key.shortName).joined(separator: ", ")
            if !names.isEmpty, line.columns + 2 + names.columns <= layout.width {
                line.append("  \(names)", .dim)
                page.add(line)
            } else {
                page.add(line)
                if !names.isEmpty { page.add(prose: names, .dim, indent: 8) }
            }
        }
        let more = removals.steps.count - Self.manyRemovals
        if more > 0 { page.add("… and \(more.counted("more step")), which all are told below", .delete, indent: 4) }
    }

    private func write(_ section: PlanOutline.Section, to page: inout TextPage) {
        let block = PlanBlocks.Block(
            groups: [section.group], steps: section.steps, unchanged: section.unchanged, folded: [])
        write(block, to: &page)
    }

    /// A workspace, or what several have to do alike.
    private func write(_ block: PlanBlocks.Block, isBrief: Bool = false, to page: inout TextPage) {
        page.separate()
        var line = StyledLine()
        if block.isShared {
            line.append("\(block.groups.count.grouped) workspaces, each", .bold)
        } else if let group = block.groups.first {
            line.append(group.name, .bold)
            if let cluster = group.cluster, ResourceAddress.Scope(group: group.name).cluster == nil {
                line.append(" on \(cluster)")
            }
            if group.isProtected { line.append(", protected") }
        }
        let counts = [Action.delete, .replace, .update, .create, .wait, .defer, .unknown].compactMap { action in
            let count = block.steps.reduce(0) { $0 + ($1.objects[action] ?? 0) }
            return count > 0 ? "\(action.symbol)\(count)" : nil
        }
        let unchanged = block.unchanged > 0 ? ["\(block.unchanged.grouped) unchanged"] : []
        line.append("  \((counts + unchanged).joined(separator: "  "))", .dim)
        let file = block.file.map { "of \($0)" } ?? ""
        let isBehind = line.columns + 2 + file.columns <= layout.width
        if isBehind, !file.isEmpty { line.append("  \(file)", .dim) }
        page.add(line)
        if !isBehind { page.add(prose: file, .dim, indent: 2) }
        if block.isShared { writeNames(of: block, to: &page) }
        let columns = StepText.addressColumns(of: block.steps, in: layout)
        let text = StepText(layout, file: block.file, words: block.words, isBrief: isBrief)
        for step in block.steps { text.write(step, addressColumns: columns, to: &page) }
        for folded in block.folded {
            page.add(prose: folded.sentence, .unknown, indent: 2, mark: "? ")
            page.cut(.names, folded.hidden)
        }
    }

    /// The workspaces that share a block.
    private func writeNames(of block: PlanBlocks.Block, to page: inout TextPage) {
        let names = block.groups.map { $0.isProtected ? "\($0.name) (protected)" : $0.name }
        page.add(names: names, lines: 8, .bold, indent: 2)
        page.cut(.differing, block.differing)
    }

    private func writeQuiet(_ outline: PlanOutline, to page: inout TextPage) {
        guard !outline.quiet.isEmpty, !outline.sections.isEmpty else { return }
        page.separate()
        page.add(names: outline.quiet, lines: 3, .dim, mark: "Unchanged: ")
    }

    /// What the servers could not try yet, by the reason, and what the marks behind objects say.
    private func writeVerification(of plan: Plan, to page: inout TextPage) {
        let changes = plan.steps.filter { $0.action.isChange }.flatMap(\.changes).filter(\.action.isChange)
        let deferred = Dictionary(grouping: changes.filter { $0.deferral != nil }) { $0.deferral ?? "" }
        let probed = changes.count { $0.verification == .probe }
        guard !deferred.isEmpty || probed > 0 else { return }
        page.separate()
        let verified = changes.count { $0.verification == .server } + probed
        let probes = probed > 0 ? ", \(probed.grouped) in a namespace that is there (probed)" : ""
        let tried = "\(verified.counted("object")) tried on the servers\(probes)"
        guard !deferred.isEmpty else { return page.add(prose: tried) }
        let subject = verified > 0 ? "\(tried); the rest (untried)" : "What the servers could not try yet"
        page.add(prose: "\(subject) is tried before it is written, and must add nothing to this plan:")
        for (reason, items) in deferred.sorted(by: { $0.key < $1.key }) {
            page.add(prose: "\(items.count.counted("object")): \(reason)", .deferred, indent: 2)
            guard layout.isVerbose else { continue }
            for item in items { page.add("\(item.key) in \(item.key.place.description)", .dim, indent: 6) }
        }
    }

    private func writeWaves(of plan: Plan, to page: inout TextPage) {
        let waves = WaveLines(plan)
        guard let title = waves.title else { return }
        page.separate()
        page.add(prose: title, .bold)
        for line in waves.lines(isWhole: layout.isVerbose) { page.add(prose: line, indent: 2) }
        if !layout.isVerbose { page.cut(.names, waves.hidden) }
    }

    private func writeSummary(of plan: Plan, to page: inout TextPage) {
        page.separate()
        page.add(prose: PlanSummary(plan).sentence, .bold)
        if plan.hasChanges, let note = PlanSummary(plan).obstacle { page.add(prose: note, .failure) }
        guard !plan.hasChanges else { return }
        for step in plan.steps where step.action == .defer && step.gate == nil {
            page.add(prose: "\(step.address): \(step.reason)", .deferred, indent: 2, mark: "… ")
        }
    }
}
