import Document
import Planning
import Resources

/// What another revision of an application changes in its objects, leaf by leaf, as a plan shows it.
package struct RevisionDifference: Sendable {
    private let old: [ItemKey: Item]
    private let new: [ItemKey: Item]

    package init(from old: [Item], to new: [Item]) {
        self.old = Dictionary(old.map { ($0.key, $0) }) { first, _ in first }
        self.new = Dictionary(new.map { ($0.key, $0) }) { first, _ in first }
    }

    /// The changed leaves of an item that both have.
    private func leaves(of key: ItemKey) -> [LeafChange] {
        guard let before = old[key], let after = new[key] else { return [] }
        let isSecret = key.kind == "Secret" && key.group.isEmpty
        return Value.differences(from: before.desired, to: after.desired).compactMap { leaf in
            // Follows from the others.
            if leaf.path == Path(["metadata", "annotations", Item.Mark.appliedAnnotation].map(Path.Component.key)) {
                return nil
            }
            let isSensitive = isSecret && leaf.path.hasPrefix(["data"])
            return LeafChange(
                path: leaf.path, old: isSensitive ? nil : leaf.old, new: isSensitive ? nil : leaf.new, reason: .spec,
                isSensitive: isSensitive)
        }
    }

    /// Deletions first, as a plan has them; one sentence at the end.
    package func text(_ layout: TextLayout) -> String {
        var page = TextPage(layout)
        let removed = old.keys.filter { new[$0] == nil }.sorted()
        let added = new.keys.filter { old[$0] == nil }.sorted()
        for (keys, action) in [(removed, Action.delete), (added, .create)] {
            for key in keys { page.add("\(action.symbol) \(key)", action.style) }
        }
        var changed = 0
        for key in new.keys.sorted() {
            let leaves = leaves(of: key)
            guard !leaves.isEmpty else { continue }
            changed += 1
            page.add("\(Action.update.symbol) \(key)", Action.update.style)
            for leaf in leaves {
                for line in LeafText(layout, indent: 4).lines(of: leaf) { page.add(line) }
            }
        }
        page.separate()
        page.add(
            prose: added.isEmpty && removed.isEmpty && changed == 0
                ? "The objects are the same."
                : "\(added.count) added, \(changed) changed, \(removed.count) removed.", .bold)
        return page.text
    }
}
