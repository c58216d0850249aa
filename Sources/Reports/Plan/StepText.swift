import Diagnostics
import Planning
import Resources

/// The lines that show one step of a plan with its items to a reader at a terminal.
struct StepText {
    let layout: TextLayout
    /// Beyond this many leaves a new or removed item is folded.
    private static let foldLimit = 6

    init(_ layout: TextLayout) {
        self.layout = layout
    }

    func write(_ step: Step, addressColumns: Int, to page: inout TextPage) {
        var line = StyledLine()
        line.append(mark: step.action)
        line.append("\(step.address)", step.action == .delete ? .delete : .bold)
        line.pad(to: line.markColumns + addressColumns, gap: 2)
        let start = line.columns
        let reasons = step.reason.wrapped(to: max(layout.width - start, 24))
        for (index, reason) in reasons.enumerated() {
            line.pad(to: start)
            line.append(reason, step.action == .unknown ? .unknown : .plain)
            if index < reasons.count - 1 {
                page.add(line)
                line = StyledLine()
            }
        }
        write(line, location: step.location, isGate: step.action == .wait, to: &page)
        for change in step.changes where change.action != .none && step.action != .unknown {
            write(change, of: step, to: &page)
        }
    }

    /// The location stands behind the reason where there is room, otherwise on a line of its own; a gate goes without.
    private func write(_ line: StyledLine, location: SourceLocation?, isGate: Bool, to page: inout TextPage) {
        guard let location else { return page.add(line) }
        let text = "\(SourceLocation(file: location.file, line: location.line))".sanitized
        var line = line
        if line.columns + 2 + text.columns <= layout.width {
            line.append("  \(text)", .dim)
            return page.add(line)
        }
        page.add(line)
        if !isGate { page.add(prose: "at \(text)", .dim, indent: 8) }
    }

    private func write(_ change: ItemChange, of step: Step, to page: inout TextPage) {
        let action = step.action == .defer ? .defer : change.action
        var line = StyledLine(indent: 4)
        line.append(mark: action)
        let name = change.key.shortName.chunks(of: layout.width - line.columns)
        for (index, part) in name.enumerated() {
            line.append(part, action == .delete ? .delete : .plain)
            if index < name.count - 1 {
                page.add(line)
                line = StyledLine(indent: 10)
            }
        }
        func append(_ text: String, _ style: TextStyle) {
            if line.columns + 2 + text.columns > layout.width {
                page.add(line)
                line = StyledLine(indent: 8)
            }
            line.append("  \(text)", style)
        }
        append("in \(change.key.place.description)", .dim)
        if action != .defer, let mark = change.mark { append(mark, .deferred) }
        page.add(line)
        guard action != .defer || layout.isVerbose else { return page.cut(.fields, change.leaves.count) }
        if let replacement = change.replacement { write(replacement, to: &page) }
        let all = change.leavesToRead
        let leaves = layout.isVerbose ? all : all.filter { !$0.isBookkeeping }
        page.cut(.marks, all.count - leaves.count)
        if leaves.isEmpty, !all.isEmpty { page.add("its marks alone", .dim, indent: 10) }
        let isFoldable = change.action == .create || change.action == .delete || step.action == .defer
        let isFolded = isFoldable && !layout.isVerbose && leaves.count > Self.foldLimit + 1
        let text = LeafText(layout, indent: 10, isNew: change.action == .create)
        for leaf in isFolded ? Array(leaves.prefix(Self.foldLimit)) : leaves {
            let lines = text.lines(of: leaf)
            for line in lines { page.add(line) }
            if text.cuts(leaf, in: lines) { page.cut(.values) }
        }
        if isFolded {
            page.add("… and \(leaves.count - Self.foldLimit) more", .dim, indent: 10)
            page.cut(.fields, leaves.count - Self.foldLimit)
        }
        write(change.companions, to: &page)
        if !change.dependents.isEmpty, layout.isVerbose {
            for key in change.dependents { page.add("goes with it: \(key)", .dim, indent: 10) }
        }
    }
}

extension StepText {
    /// Why an object is made anew, and what that costs.
    private func write(_ replacement: Replacement, to page: inout TextPage) {
        let reason = layout.isVerbose ? replacement.message : replacement.brief
        page.add(prose: "not in place: \(reason)", .dim, indent: 10, mark: "# ")
        for loss in replacement.losses { page.add(prose: "loses \(loss)", .alarm, indent: 10, mark: "! ") }
    }

    /// What goes along with a deletion: others' things each, Berth's own by number.
    private func write(_ companions: [ItemChange.Companion], to page: inout TextPage) {
        let others = companions.filter { !$0.isOwned }
        for companion in others.prefix(layout.isVerbose ? others.count : 20) {
            page.add(prose: "takes along \(companion.key), which Berth did not make", .alarm, indent: 10, mark: "! ")
        }
        if others.count > 20, !layout.isVerbose { page.add("… and \(others.count - 20) more", .dim, indent: 10) }
        let own = companions.count - others.count
        if own > 0 { page.add("takes along \(own.counted("object")) of its own", .dim, indent: 10) }
    }
}

extension StyledLine {
    /// The columns up to where a name stands behind the symbol of its action.
    fileprivate var markColumns: Int { 4 }

    /// The symbol of an action, set to the right in three columns.
    mutating func append(mark action: Action, _ style: TextStyle? = nil) {
        pad(to: columns + 3 - action.symbol.columns)
        append(action.symbol, style ?? action.style)
        append(" ")
    }
}

extension ItemKey {
    /// `Deployment ingress-nginx/controller`: the kind without its group.
    var shortName: String { "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" }
}

extension ItemChange {
    /// How far it is verified, where the server did not say so already.
    var mark: String? {
        switch verification {
        case .server, .none: nil
        case .probe: "verified in a probe namespace"
        case .deferred: "verified later"
        }
    }

    /// The leaves with those of the metadata last: they say least.
    var leavesToRead: [LeafChange] {
        if let replacement { return replacement.leaves }
        guard action == .create else { return leaves }
        func isMetadata(_ leaf: LeafChange) -> Bool { leaf.path.components.first == .key("metadata") }
        return leaves.filter { !isMetadata($0) } + leaves.filter(isMetadata)
    }
}
