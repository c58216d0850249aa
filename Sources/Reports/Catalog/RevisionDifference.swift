import Resources

/// What another revision of an application changes in its objects, leaf by leaf, as a plan shows it.
package struct RevisionDifference: Sendable {
    private let objects: ObjectDifference

    package init(from old: [Item], to new: [Item]) {
        func values(_ items: [Item]) -> [ItemKey: ObjectDifference.Side] {
            Dictionary(items.map { ($0.key, ObjectDifference.Side(value: $0.desired)) }) { first, _ in first }
        }
        objects = ObjectDifference(from: values(old), to: values(new))
    }

    /// Deletions first, as a plan has them; one sentence at the end.
    package func text(_ layout: TextLayout) -> String {
        var page = TextPage(layout)
        objects.write(to: &page)
        page.separate()
        page.add(prose: objects.isEmpty ? "The objects are the same." : "\(objects.counts).", .bold)
        return page.text
    }
}
