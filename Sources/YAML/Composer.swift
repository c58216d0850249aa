import Diagnostics
import Document

/// Builds values and marks from libyaml's events.
///
/// What is wrong with the content is gathered while reading goes on; only broken syntax and limits end it.
struct Composer {
    /// A value with its marks, and what an alias to it costs.
    private struct Node {
        var value: Value
        var mark: MarkNode
        var count = 1
        var height = 1
        /// A plain `<<`, which as a key merges.
        var isMergeKey = false
    }

    private static let mostProblems = 50

    private let file: String
    private let limits: YAMLLimits
    private var problems = DiagnosticCollector()
    private var anchors: [String: Node] = [:]
    private var nodes = 0

    init(file: String, limits: YAMLLimits) {
        self.file = file
        self.limits = limits
    }

    mutating func documents(of bytes: [UInt8]) throws(DiagnosticsError) -> [YAMLDocument] {
        var reader = try EventReader(bytes, file: file)
        var documents: [YAMLDocument] = []
        do {
            reading: while true {
                switch try reader.next().kind {
                case .streamEnd: break reading
                case .documentStart:
                    anchors = [:]
                    let root = try node(try reader.next(), &reader, depth: 1)
                    if root.value.isNull { continue }
                    documents.append(
                        YAMLDocument(value: root.value, marks: SourceMarks(file: file, root: root.mark)))
                default: continue
                }
            }
        } catch {
            problems.add(contentsOf: error.diagnostics)
        }
        try problems.throwIfErrors()
        return documents
    }

    private mutating func node(
        _ event: Event, _ reader: inout EventReader, depth: Int
    ) throws(DiagnosticsError) -> Node {
        let node: Node
        switch event.kind {
        case .alias: return try alias(event, depth: depth)
        case .scalar(let text, let isPlain): node = try scalar(event, text, isPlain: isPlain)
        case .sequenceStart: node = try sequence(event, &reader, depth: depth)
        default: node = try mapping(event, &reader, depth: depth)
        }
        try count(1, at: event.position)
        if let anchor = event.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func alias(_ event: Event, depth: Int) throws(DiagnosticsError) -> Node {
        guard let name = event.anchor, var node = anchors[name] else {
            try report("no anchor `&\(event.anchor ?? "")` stands before the alias `*\(event.anchor ?? "")`", event)
            return Node(value: .null, mark: MarkNode(position: event.position))
        }
        try count(node.count, at: event.position)
        try check(depth: depth + node.height - 1, at: event.position)
        node.mark.key = nil
        node.isMergeKey = false
        return node
    }

    private mutating func scalar(_ event: Event, _ text: String, isPlain: Bool) throws(DiagnosticsError) -> Node {
        var mark = MarkNode(position: event.position)
        var value = Value.string(text)
        if event.tag == nil, isPlain {
            guard let resolved = ScalarResolution.value(of: text) else {
                try report("this is not a number that Kubernetes can store", event, notes: "quote it to mean a string")
                return Node(value: .null, mark: mark)
            }
            value = resolved
        } else if let tag = event.tag, tag != "!", tag != CoreTag.string {
            guard let tagged = CoreTag.value(of: text, tag: tag) else {
                try report(
                    CoreTag.isScalar(tag)
                        ? "this is not a value of the tag \(CoreTag.short(tag))"
                        : "the tag \(CoreTag.short(tag)) is not known",
                    event, notes: "leave the tag out")
                return Node(value: .null, mark: mark)
            }
            value = tagged
        }
        if value.string == nil { mark.text = text }
        mark.isWrittenAsText = !isPlain || event.tag == CoreTag.string
        return Node(value: value, mark: mark, isMergeKey: isPlain && text == "<<")
    }

    private mutating func sequence(
        _ event: Event, _ reader: inout EventReader, depth: Int
    ) throws(DiagnosticsError) -> Node {
        try check(depth: depth, at: event.position)
        try check(event, isTagged: CoreTag.sequence)
        var result = Node(value: .null, mark: MarkNode(position: event.position))
        var items: [Value] = []
        var marks: [MarkNode] = []
        while true {
            let next = try reader.next()
            if case .sequenceEnd = next.kind { break }
            let item = try node(next, &reader, depth: depth + 1)
            items.append(item.value)
            marks.append(item.mark)
            result.count += item.count
            result.height = max(result.height, item.height + 1)
        }
        result.value = .array(items)
        result.mark.children = .items(marks)
        return result
    }

    private mutating func mapping(
        _ event: Event, _ reader: inout EventReader, depth: Int
    ) throws(DiagnosticsError) -> Node {
        try check(depth: depth, at: event.position)
        try check(event, isTagged: CoreTag.mapping)
        var result = Node(value: .null, mark: MarkNode(position: event.position))
        var object = Object()
        var marks: [String: MarkNode] = [:]
        var merges: [(node: Node, key: Event)] = []
        while true {
            let keyEvent = try reader.next()
            if case .mappingEnd = keyEvent.kind { break }
            let key = try node(keyEvent, &reader, depth: depth + 1)
            var member = try node(try reader.next(), &reader, depth: depth + 1)
            result.count += key.count + member.count
            result.height = max(result.height, member.height + 1)
            if key.isMergeKey {
                merges.append((member, keyEvent))
            } else if let name = try name(key, keyEvent) {
                if let first = marks[name] {
                    try report(
                        "the key `\(name)` stands twice", keyEvent,
                        notes: "first at \(location(first.key ?? first.position))")
                }
                member.mark.key = keyEvent.position
                object[name] = member.value
                marks[name] = member.mark
            }
        }
        for merge in merges { try add(merge.node, to: &object, &marks, merge.key) }
        result.value = .object(object)
        result.mark.children = .members(marks)
        return result
    }

    /// The text of a key; nil where it is none, which is reported.
    private mutating func name(_ key: Node, _ event: Event) throws(DiagnosticsError) -> String? {
        if case .string(let name) = key.value { return name }
        if let text = key.mark.text, !text.isEmpty {
            try report(
                "the key `\(text)` reads as \(key.value.typeName), not as a string", event,
                notes: "put the key in quotation marks: '\(text)'")
        } else {
            try report("a key must be a string, not \(key.value.typeNameWithArticle)", event)
        }
        return nil
    }

    /// Adds the members of what stands behind `<<`, one map or a list of them; what is there already stays.
    private mutating func add(
        _ merged: Node, to object: inout Object, _ marks: inout [String: MarkNode], _ event: Event
    ) throws(DiagnosticsError) {
        switch (merged.value, merged.mark.children) {
        case (.object(let members), .members(let children)):
            for (key, value) in members where object[key] == nil {
                object[key] = value
                marks[key] = children[key]
            }
        case (.array(let items), .items(let children)):
            for (item, child) in zip(items, children) {
                guard case .object = item else {
                    try report("`<<` merges maps, not \(item.typeNameWithArticle)", event)
                    continue
                }
                try add(Node(value: item, mark: child), to: &object, &marks, event)
            }
        default: try report("`<<` merges maps, not \(merged.value.typeNameWithArticle)", event)
        }
    }

    private mutating func check(_ event: Event, isTagged core: String) throws(DiagnosticsError) {
        guard let tag = event.tag, tag != "!", tag != core else { return }
        try report("the tag \(CoreTag.short(tag)) is not known here", event, notes: "leave the tag out")
    }

    private func check(depth: Int, at position: Position) throws(DiagnosticsError) {
        guard depth > limits.depth else { return }
        throw DiagnosticsError([
            .error("the nesting is deeper than \(limits.depth) levels", at: location(position))
        ])
    }

    private mutating func count(_ added: Int, at position: Position) throws(DiagnosticsError) {
        nodes += added
        guard nodes > limits.nodes else { return }
        throw DiagnosticsError([
            .error(
                "the file holds more than \(limits.nodes) nodes once its aliases are expanded",
                at: location(position), notes: "write fewer or smaller aliases, or split the file")
        ])
    }

    private mutating func report(_ message: String, _ event: Event, notes: String...) throws(DiagnosticsError) {
        problems.add(Diagnostic(.error, message, at: location(event.position), notes: notes))
        guard problems.diagnostics.count >= Self.mostProblems else { return }
        throw DiagnosticsError([.error("too many errors, the rest of the file was not read", at: nil)])
    }

    private func location(_ position: Position) -> SourceLocation {
        SourceLocation(file: file, line: Int(position.line), column: Int(position.column))
    }
}
