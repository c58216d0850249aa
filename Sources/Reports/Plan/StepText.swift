import Diagnostics
import Planning
import Resources

/// The lines that show one step of a plan with its items to a reader at a terminal.
struct StepText {
    let layout: TextLayout
    /// The file that the block of the step names: the step then names the line alone.
    private let file: String?
    private let words: LeafWords
    /// Beyond this many leaves a new or removed item is folded.
    private let foldLimit: Int
    /// Where what stands below a step begins.
    private static let indent = 8

    /// `isBrief` is for plans with so much in them that new items are told in short.
    init(_ layout: TextLayout, file: String? = nil, words: LeafWords = LeafWords(), isBrief: Bool = false) {
        self.layout = layout
        self.file = file
        self.words = words
        foldLimit = isBrief ? 3 : 6
    }

    /// The column of the reasons behind some addresses: the widest of them that leaves room.
    static func addressColumns(of steps: [Step], in layout: TextLayout) -> Int {
        let most = layout.width * 9 / 20
        return steps.map(\.address.description.columns).filter { $0 <= most }.max() ?? 0
    }

    /// What does not fit into `addressColumns` has its reason below it, so that the other ones stay aligned.
    func write(_ step: Step, addressColumns: Int, to page: inout TextPage) {
        var line = StyledLine()
        line.append(mark: step.action)
        let style: TextStyle = step.action == .delete ? .delete : .bold
        let address = "\(step.address)".chunks(of: layout.width - line.columns)
        for (index, part) in address.enumerated() {
            line.append(part, style)
            guard index < address.count - 1 else { break }
            page.add(line)
            line = StyledLine(indent: line.markColumns + 2)
        }
        let location = step.location.map { words(for: $0) } ?? ""
        if address.count == 1, step.address.description.columns <= addressColumns {
            line.pad(to: line.markColumns + addressColumns + 2)
        } else if !step.reason.isEmpty || !location.isEmpty {
            page.add(line)
            line = StyledLine(indent: Self.indent)
        }
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
        write(line, location: location, to: &page)
        for change in step.changes where change.action != .none && step.action != .unknown {
            write(change, of: step, to: &page)
        }
    }

    /// `specs/workspaces/payments.yaml:8`; `line 8` where the block names the file.
    private func words(for location: SourceLocation) -> String {
        guard location.file == file else {
            return "\(SourceLocation(file: location.file, line: location.line))".sanitized
        }
        return location.line > 0 ? "line \(location.line)" : ""
    }

    /// The location stands behind the reason where there is room, otherwise on a line of its own.
    private func write(_ line: StyledLine, location: String, to page: inout TextPage) {
        var line = line
        let gap = location.isEmpty || line.columns == Self.indent ? 0 : 2
        guard line.columns + gap + location.columns > layout.width else {
            line.append("\(String(repeating: " ", count: gap))\(location)", .dim)
            return page.add(line)
        }
        page.add(line)
        page.add(prose: "at \(location)", .dim, indent: Self.indent)
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
        if action != .defer, let mark = change.verification.mark { append(mark, .deferred) }
        page.add(line)
        guard action != .defer || layout.isVerbose else { return page.cut(.fields, change.leaves.count) }
        if let replacement = change.replacement { write(replacement, to: &page) }
        let all = change.leavesToRead
        let leaves = layout.isVerbose ? all : all.filter { !$0.isBookkeeping }
        page.cut(.marks, all.count - leaves.count)
        if leaves.isEmpty, !all.isEmpty { page.add("its marks alone", .dim, indent: 10) }
        let isFoldable = change.action == .create || change.action == .delete || step.action == .defer
        let isFolded = isFoldable && !layout.isVerbose && leaves.count > foldLimit + 1
        let text = LeafText(layout, indent: 10, isNew: change.action == .create)
        var lines: [StyledLine] = []
        for leaf in isFolded ? Array(leaves.prefix(foldLimit)) : leaves {
            let told = text.lines(of: leaf, words: words.words(for: leaf, of: change))
            if text.cuts(leaf, in: told) { page.cut(.values) }
            lines += told
        }
        if isFolded {
            fold(leaves.count - foldLimit, behind: &lines)
            page.cut(.fields, leaves.count - foldLimit)
        }
        for line in lines { page.add(line) }
        write(change.companions, to: &page)
        guard layout.isVerbose else { return page.cut(.companions, change.dependents.count) }
        for key in change.dependents { page.add("goes with it: \(key)", .dim, indent: 10) }
    }
}

extension StepText {
    /// Says how many leaves there are more: behind the last one, where there is room.
    private func fold(_ count: Int, behind lines: inout [StyledLine]) {
        let words = "… and \(count.grouped) more"
        guard let last = lines.indices.last, lines[last].columns + 2 + words.columns <= layout.width else {
            var line = StyledLine(indent: 10)
            line.append(words, .dim)
            return lines.append(line)
        }
        lines[last].append("  \(words)", .dim)
    }

    /// Why an object is made anew, and what that costs.
    private func write(_ replacement: Replacement, to page: inout TextPage) {
        let reason = layout.isVerbose ? replacement.message : replacement.brief
        if reason != replacement.message { page.cut(.details) }
        page.add(prose: "not in place: \(reason)", .dim, indent: 10, mark: "# ")
        for loss in replacement.losses { page.add(prose: "loses \(loss)", .alarm, indent: 10, mark: "! ") }
    }

    /// What goes along with a deletion: others' things each, Berth's own by number.
    private func write(_ companions: [ItemChange.Companion], to page: inout TextPage) {
        let others = companions.filter { !$0.isOwned }
        for companion in others.prefix(layout.isVerbose ? others.count : 20) {
            page.add(prose: "takes along \(companion.key), which Berth did not make", .alarm, indent: 10, mark: "! ")
        }
        if others.count > 20, !layout.isVerbose {
            page.add("… and \(others.count - 20) more", .dim, indent: 10)
            page.cut(.companions, others.count - 20)
        }
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

extension ItemChange.Verification {
    /// How far it is verified, in a word that fits behind an object; the end of the report says what it means.
    var mark: String? {
        switch self {
        case .server, .none: nil
        case .probe: "probed"
        case .deferred: "untried"
        }
    }
}
