import Document

/// The approved leaf changes at one node of an object and below it.
struct ApprovedChanges: Sendable {
    /// What the server does here by itself, as the plan showed it.
    private(set) var server: LeafChange?
    /// What the specification does here.
    private(set) var own: LeafChange?
    private var children: [Path.Component: ApprovedChanges] = [:]

    init(_ changes: [LeafChange] = []) {
        // A change of the whole object says nothing of its leaves, and the order of items nothing of what they are.
        for change in changes where !change.path.isRoot && !change.isOrder {
            insert(change, change.path.components[...])
        }
    }

    private mutating func insert(_ change: LeafChange, _ components: ArraySlice<Path.Component>) {
        guard let first = components.first else {
            if change.reason == .server { server = change } else { own = change }
            return
        }
        children[first, default: ApprovedChanges()].insert(change, components.dropFirst())
    }

    func below(_ component: Path.Component) -> ApprovedChanges {
        children[component] ?? ApprovedChanges()
    }

    /// The keys of the members at and below which something changes.
    var keys: [String] {
        children.keys.compactMap { if case .key(let key) = $0 { key } else { nil } }
    }

    /// The items and members of a list at and below which something changes, in the order of paths.
    var listComponents: [Path.Component] {
        children.keys.filter {
            switch $0 {
            case .item, .member: true
            case .key, .index: false
            }
        }.sorted { Path([$0]) < Path([$1]) }
    }

    /// Whether something is removed at or below the node, and nothing else is done there.
    var onlyRemoves: Bool {
        let here = [server, own].compactMap(\.self)
        guard !here.isEmpty || !children.isEmpty else { return false }
        return here.allSatisfy { $0.new == nil } && children.values.allSatisfy(\.onlyRemoves)
    }
}
