import Document

/// The defaults of a kind at one node and below it.
struct DefaultsNode: Sendable {
    private var rules: [DefaultRule]
    private var members: [String: DefaultsNode] = [:]
    /// Members of any name, and items of a list; none or one.
    private var anyMember: [DefaultsNode] = []
    private var item: [DefaultsNode] = []

    init(rules: [DefaultRule] = []) {
        self.rules = rules
    }

    func below(_ component: Path.Component) -> DefaultsNode? {
        switch component {
        case .key(let name): members[name] ?? anyMember.first
        case .index, .item, .member: item.first
        }
    }

    func allows(_ value: Value, key: Path.Component?, ancestors: [Value]) -> Bool {
        rules.contains { $0.allows(value, key: key, ancestors: ancestors) }
    }

    /// Adds what another node says at a place below this one; `*` is any member, `[]` an item of a list.
    mutating func add(_ other: DefaultsNode, at place: ArraySlice<String>) {
        guard let first = place.first else {
            merge(other)
            return
        }
        let rest = place.dropFirst()
        switch first {
        case "*": Self.add(other, at: rest, to: &anyMember)
        case "[]": Self.add(other, at: rest, to: &item)
        default: members[first, default: DefaultsNode()].add(other, at: rest)
        }
    }

    private static func add(_ other: DefaultsNode, at place: ArraySlice<String>, to nodes: inout [DefaultsNode]) {
        if nodes.isEmpty { nodes.append(DefaultsNode()) }
        nodes[0].add(other, at: place)
    }

    private mutating func merge(_ other: DefaultsNode) {
        rules += other.rules
        for (name, node) in other.members { members[name, default: DefaultsNode()].merge(node) }
        for node in other.anyMember { Self.add(node, at: [], to: &anyMember) }
        for node in other.item { Self.add(node, at: [], to: &item) }
    }
}
