import Document
import Planning
import Resources

/// The steps of a plan and their objects on a page.
struct StepMarkup {
    let links: LinkBase?
    /// Whether the diffs of what is new are folded at first; what changes or goes is open.
    var foldsAll = false
    private let diff = LeafDiff(width: 4_000, foldLimit: 2_000, splitsTexts: true)

    init(links: LinkBase?, foldsAll: Bool = false) {
        self.links = links
        self.foldsAll = foldsAll
    }

    /// A step with an anchor.
    func step(_ step: Step, id: String) -> Markup {
        let reason: Markup = step.reason.isEmpty ? "" : " — \(step.reason)"
        let objects = step.changes.filter { $0.action != .none }.map { object($0, of: step) }
        return """
            <div class="step" id="\(id)" data-action="\(step.kindsOfAction.map(\.rawValue).joined(separator: " "))">
            <p><b class="a-\(step.action.rawValue)" title="\(step.action.meaning)">\(step.action.symbol)</b> \
            <code>\(step.address.description)</code>\(reason)\(Markup.location(step.location, links))</p>
            \(Markup(objects))</div>

            """
    }

    private func object(_ change: ItemChange, of step: Step) -> Markup {
        let action = step.action == .defer ? Action.defer : change.action
        let leaves = change.leavesToRead
        let notes = notes(on: change)
        let title: Markup = """
            <span class="a-\(action.rawValue)">\(action.symbol) <code>\(change.key.shortName)</code></span> \
            <span class="quiet">in \(change.key.place.description)\(change.mark.map { ", \($0)" } ?? "")</span>
            """
        guard !leaves.isEmpty || !notes.isEmpty else { return "<p class=\"object\">\(title)</p>\n" }
        let isOpen = !foldsAll && ![.create, .defer].contains(action)
        return """
            <details class="object"\(isOpen ? " open" as Markup : "")><summary>\(title)</summary>
            \(notes)\(self.diff(of: leaves, isNew: change.action == .create, words: change.words))</details>

            """
    }

    /// The leaves as a diff; bookkeeping stands in a fold of its own. `words` gives what is said in place of values.
    func diff(of leaves: [LeafChange], isNew: Bool, words: (LeafChange) -> LeafWords.Values? = { _ in nil }) -> Markup {
        let told = leaves.filter { !$0.isBookkeeping }
        let marks = leaves.filter(\.isBookkeeping)
        var result = block(told, isNew: isNew, words)
        if !marks.isEmpty {
            result += """
                <details class="object"><summary class="quiet">\(marks.count.counted("mark")) of Berth's own</summary>\
                \(block(marks, isNew: isNew, words))</details>
                """
        }
        return result
    }

    private func block(_ leaves: [LeafChange], isNew: Bool, _ words: (LeafChange) -> LeafWords.Values?) -> Markup {
        guard !leaves.isEmpty else { return "" }
        let lines = leaves.flatMap { diff.lines(of: $0, isNew: isNew, words: words($0)) }
        return "<pre>\(Markup(lines.map { "<span class=\"\(Self.style(of: $0))\">\($0)</span>" as Markup }))</pre>\n"
    }

    private static func style(of line: String) -> String {
        switch line.first {
        case "+": "l-add"
        case "-": "l-del"
        case "!": "l-head"
        default: line.hasPrefix("  #") || line.hasPrefix("    …") ? "l-note" : "l"
        }
    }

    private func notes(on change: ItemChange) -> Markup {
        var lines: [Markup] = []
        if let reason = change.deferral { lines.append("<p class=\"quiet\">not tried yet: \(reason)</p>\n") }
        if let reason = change.unknownReason { lines.append("<p class=\"a-unknown\">unknown: \(reason)</p>\n") }
        if let replacement = change.replacement {
            lines.append("<p class=\"quiet\">not in place: \(replacement.brief)</p>\n")
            if replacement.message != replacement.brief {
                lines.append(
                    "<details class=\"object\"><summary class=\"quiet\">all that the server said</summary><p>\(replacement.message)</p></details>\n"
                )
            }
            for loss in replacement.losses { lines.append("<p class=\"a-delete\">loses \(loss)</p>\n") }
        }
        let others = change.companions.filter { !$0.isOwned }
        for companion in others {
            lines.append(
                "<p class=\"a-delete\">takes along \(companion.key.description), which Berth did not make</p>\n")
        }
        let own = change.companions.count - others.count
        if own > 0 { lines.append("<p class=\"quiet\">takes along \(own.counted("object")) of its own</p>\n") }
        for exemption in change.exemptions {
            lines.append(
                "<p class=\"quiet\"><code>\(exemption.path.description)</code> is left alone: \(exemption.reason)</p>\n"
            )
        }
        return Markup(lines)
    }
}

extension Step {
    /// What a filter finds it by: its own action and those of its objects, as they are shown.
    var kindsOfAction: [Action] {
        let own = action == .defer ? [] : changes.map(\.action).filter { $0 != .none }
        let all = Set([action] + own)
        return Action.allCases.filter(all.contains)
    }
}
