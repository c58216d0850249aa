import Document
import Planning
import Resources

/// What two sets of objects differ in, leaf by leaf. Values of Secrets are never in it.
package struct ObjectDifference: Sendable {
    /// An object on one side.
    package struct Side: Sendable {
        package var value: Value
        /// Nil where nobody knows it.
        package var uid: String?

        package init(value: Value, uid: String? = nil) {
            self.value = value
            self.uid = uid
        }
    }

    /// An object that both sides have and that is not the same.
    package struct Changed: Sendable {
        package var key: ItemKey
        package var leaves: [LeafChange]
        /// Whether it is another object of the same name: the older one was deleted in between.
        package var isMadeAnew: Bool
    }

    package let removed: [ItemKey]
    package let added: [ItemKey]
    package let changed: [Changed]

    package init(from old: [ItemKey: Side], to new: [ItemKey: Side]) {
        removed = old.keys.filter { new[$0] == nil }.sorted()
        added = new.keys.filter { old[$0] == nil }.sorted()
        changed = new.sorted { $0.key < $1.key }.compactMap { key, after in
            guard let before = old[key] else { return nil }
            let leaves = Self.leaves(of: key, before.value, after.value)
            let isMadeAnew = before.uid != nil && after.uid != nil && before.uid != after.uid
            return leaves.isEmpty && !isMadeAnew ? nil : Changed(key: key, leaves: leaves, isMadeAnew: isMadeAnew)
        }
    }

    package var isEmpty: Bool { removed.isEmpty && added.isEmpty && changed.isEmpty }

    /// `2 added, 1 changed, 0 removed`.
    package var counts: String { "\(added.count) added, \(changed.count) changed, \(removed.count) removed" }

    private static func leaves(of key: ItemKey, _ old: Value, _ new: Value) -> [LeafChange] {
        let isSecret = key.kind == "Secret" && key.group.isEmpty
        return Value.differences(from: old, to: new).compactMap { leaf in
            // Follows from the others.
            if leaf.path == Path(["metadata", "annotations", Item.Mark.appliedAnnotation].map(Path.Component.key)) {
                return nil
            }
            let isSensitive = isSecret && (leaf.path.hasPrefix(["data"]) || leaf.path.hasPrefix(["stringData"]))
            return LeafChange(
                path: leaf.path, old: isSensitive ? leaf.old.presence : leaf.old,
                new: isSensitive ? leaf.new.presence : leaf.new, reason: .spec, isSensitive: isSensitive)
        }
    }

    /// Writes deletions first, as a plan has them.
    func write(to page: inout TextPage, indent: Int = 0) {
        for (keys, action) in [(removed, Action.delete), (added, .create)] {
            for key in keys { page.add("\(action.symbol) \(key)", action.style, indent: indent) }
        }
        for object in changed {
            let action: Action = object.isMadeAnew ? .replace : .update
            let note = object.isMadeAnew ? " (made anew)" : ""
            page.add("\(action.symbol) \(object.key)\(note)", action.style, indent: indent)
            for leaf in object.leaves {
                for line in LeafText(page.layout, indent: indent + 4).lines(of: leaf) { page.add(line) }
            }
        }
    }

    /// For programs: keys, and for what changed its leaves.
    var value: Value {
        [
            "removed": .array(removed.map(\.json)), "added": .array(added.map(\.json)),
            "changed": .array(
                changed.map { object in
                    [
                        "item": object.key.json, "made_anew": .bool(object.isMadeAnew),
                        "leaves": .array(object.leaves.map(\.json)),
                    ]
                }),
        ]
    }
}
