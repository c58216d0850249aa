import Document

/// A set of fields of one object, as `managedFields[].fieldsV1` records them: a trie of path components.
///
/// An element of the set is a node of the object itself, not what lies below it: `metadata.labels` may be in
/// the set while `metadata.labels.app` is not, and the other way round. The four kinds of components are those of
/// `Path`: `.key` is `f:name`, `.item` is `k:{…}`, `.member` is `v:…`, `.index` is `i:0`. The keys of an
/// `.item` are sorted by name.
///
/// Source: structured-merge-diff `fieldpath.Set`, KEP-555 (server-side apply).
package struct FieldSet: Sendable, Hashable {
    /// What the set holds at and below one component.
    package struct Node: Sendable, Hashable {
        /// Whether the component itself is an element.
        package var isMember: Bool
        /// The elements below it.
        package var children: FieldSet

        package init(isMember: Bool = false, children: FieldSet = FieldSet()) {
            self.isMember = isMember
            self.children = children
        }

        package var isEmpty: Bool { !isMember && children.isEmpty }
    }

    /// Never holds an empty node, so that equality is that of the sets.
    private(set) var nodes: [Path.Component: Node] = [:]

    package init() {}

    package init(_ paths: some Sequence<Path>) {
        for path in paths { insert(path) }
    }

    package var isEmpty: Bool { nodes.isEmpty }

    /// How many elements the set has.
    package var count: Int {
        nodes.values.reduce(0) { $0 + ($1.isMember ? 1 : 0) + $1.children.count }
    }

    /// Whether the node at the path is itself an element.
    package func contains(_ path: Path) -> Bool {
        guard let last = path.last else { return false }
        return subset(at: path.parent).isMember(last)
    }

    /// Whether the component is an element at the top of this set.
    package func isMember(_ component: Path.Component) -> Bool {
        nodes[component]?.isMember ?? false
    }

    /// The elements below a path, relative to it; the element at the path itself is not among them.
    package func subset(at path: Path) -> FieldSet {
        path.components.reduce(self) { $0.subset(below: $1) }
    }

    /// The elements below a component, relative to it.
    package func subset(below component: Path.Component) -> FieldSet {
        nodes[component]?.children ?? FieldSet()
    }

    /// Adds the node at the path; the root, which nobody can own, is ignored.
    package mutating func insert(_ path: Path) {
        insert(path.components[...])
    }

    private mutating func insert(_ components: ArraySlice<Path.Component>) {
        guard let first = components.first else { return }
        if components.count == 1 {
            nodes[first, default: Node()].isMember = true
        } else {
            nodes[first, default: Node()].children.insert(components.dropFirst())
        }
    }

    /// Adds one component at the top of the set.
    package mutating func insert(_ component: Path.Component) {
        nodes[component, default: Node()].isMember = true
    }

    /// Gives a component the elements below it; an empty set takes those it had away.
    package mutating func setChildren(_ children: FieldSet, of component: Path.Component) {
        setNode(Node(isMember: isMember(component), children: children), of: component)
    }

    /// Replaces what the set holds at and below a component.
    package mutating func setNode(_ node: Node, of component: Path.Component) {
        nodes[component] = node.isEmpty ? nil : node
    }
}
