import Document
import Resources
import Schemas

// What tells the items of a list apart, where somebody wrote them: keys that are left out have their defaults.

extension ItemKind {
    /// What the server puts in for a key of a list's items that is left out; nil where that is not known.
    func defaultValue(ofKey name: String) -> Value? {
        isDeclared ? FieldCheck.keyDefaults[name] : nil
    }
}

extension Value {
    /// Whether an item of a list has some keys.
    func isItem(_ keys: [Path.ItemKey], of kind: ItemKind) -> Bool {
        keys.allSatisfy { (self[$0.name] ?? kind.defaultValue(ofKey: $0.name)) == $0.value }
    }

    /// The keys of an item, by their names; those of which nothing is known are left out.
    func itemKeys(_ names: [String], of kind: ItemKind) -> [Path.ItemKey] {
        names.compactMap { name in
            (self[name] ?? kind.defaultValue(ofKey: name)).map { Path.ItemKey(name, $0) }
        }
    }

    /// The node at a path of a document that somebody wrote; nil where there is none.
    func specified(at path: Path, of kind: ItemKind) -> Value? {
        var current = self
        for component in path.components {
            let next: Value? =
                if case .item(let keys) = component {
                    current.array?.first { $0.isItem(keys, of: kind) }
                } else {
                    current[Path([component])]
                }
            guard let next else { return nil }
            current = next
        }
        return current
    }
}
