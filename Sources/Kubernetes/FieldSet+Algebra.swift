import Document

extension FieldSet {
    /// The elements of either set.
    package func union(_ other: FieldSet) -> FieldSet {
        if isEmpty { return other }
        if other.isEmpty { return self }
        var result = self
        for (component, theirs) in other.nodes {
            guard let ours = nodes[component] else {
                result.setNode(theirs, of: component)
                continue
            }
            let merged = Node(
                isMember: ours.isMember || theirs.isMember, children: ours.children.union(theirs.children))
            result.setNode(merged, of: component)
        }
        return result
    }

    /// The elements of both sets.
    package func intersection(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return FieldSet() }
        var result = FieldSet()
        for (component, ours) in nodes {
            guard let theirs = other.nodes[component] else { continue }
            let common = Node(
                isMember: ours.isMember && theirs.isMember, children: ours.children.intersection(theirs.children))
            result.setNode(common, of: component)
        }
        return result
    }

    /// The elements that the other set does not have; an element there says nothing of what lies below it.
    package func difference(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        var result = self
        for (component, theirs) in other.nodes {
            guard let ours = nodes[component] else { continue }
            let rest = Node(
                isMember: ours.isMember && !theirs.isMember, children: ours.children.difference(theirs.children))
            result.setNode(rest, of: component)
        }
        return result
    }

    /// The elements that the other set does not have; a container goes along when all that was below it went.
    package func removing(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        var result = self
        for (component, theirs) in other.nodes {
            guard let ours = nodes[component] else { continue }
            let children = ours.children.removing(theirs.children)
            let isEmptied = !ours.children.isEmpty && children.isEmpty
            let isMember = ours.isMember && !theirs.isMember && !isEmptied
            result.setNode(Node(isMember: isMember, children: children), of: component)
        }
        return result
    }

    /// The elements that are neither in the other set nor below one of its elements.
    package func recursiveDifference(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        var result = self
        for (component, theirs) in other.nodes {
            guard let ours = nodes[component] else { continue }
            let rest =
                theirs.isMember
                ? Node()
                : Node(isMember: ours.isMember, children: ours.children.recursiveDifference(theirs.children))
            result.setNode(rest, of: component)
        }
        return result
    }

    /// The elements that have none below them.
    package var leaves: FieldSet {
        var result = FieldSet()
        for (component, node) in nodes {
            let leaf = Node(isMember: node.isMember && node.children.isEmpty, children: node.children.leaves)
            result.setNode(leaf, of: component)
        }
        return result
    }
}
