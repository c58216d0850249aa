import Document
import Kubernetes

extension Value {
    /// What differs between two states of one object, items of associative lists paired by the keys that the server
    /// recorded, in the order of paths; what the server keeps for itself and the status are left out.
    package static func differences(
        from old: Value, to new: Value, structure: FieldSet
    ) -> [LeafDifference] {
        var result: [LeafDifference] = []
        collect(old.withoutServerFields, new.withoutServerFields, structure, .root, &result)
        return result.sorted { $0.path < $1.path }
    }

    private static func collect(
        _ old: Value?, _ new: Value?, _ structure: FieldSet, _ path: Path, _ result: inout [LeafDifference]
    ) {
        guard old != new else { return }
        switch (old, new) {
        case (.object(let before)?, .object(let after)?):
            for key in Set(before.keys).union(after.keys) {
                collect(
                    before[key], after[key], structure.subset(below: .key(key)), path.appending(key: key), &result)
            }
        case (.array(let before)?, .array(let after)?):
            let paired = components(of: before + after, structure)
            guard !paired.isEmpty else {
                result.append(LeafDifference(path: path, old: old, new: new))
                return
            }
            for component in paired {
                let at = Path([component])
                collect(
                    Value.array(before)[at], Value.array(after)[at], structure.subset(below: component),
                    path.appending(component), &result)
            }
        case (.object(let object)?, nil) where !object.isEmpty:
            for (key, value) in object {
                collect(value, nil, structure.subset(below: .key(key)), path.appending(key: key), &result)
            }
        case (nil, .object(let object)?) where !object.isEmpty:
            for (key, value) in object {
                collect(nil, value, structure.subset(below: .key(key)), path.appending(key: key), &result)
            }
        default: result.append(LeafDifference(path: path, old: old, new: new))
        }
    }

    /// The items of a list that is merged item by item, also those that nobody owns: what admission put there; empty for
    /// one that is owned as a whole.
    private static func components(of items: [Value], _ structure: FieldSet) -> [Path.Component] {
        var known: Set<Path.Component> = []
        if let names = structure.itemKeyNames {
            let keyed = KeyedItems(names)
            return items.map { keyed.component(of: $0) }.filter { known.insert($0).inserted }
        }
        guard structure.hasMembers else { return [] }
        return items.map { .member($0) }.filter { known.insert($0).inserted }
    }

    /// The object without what the server alone writes.
    private var withoutServerFields: Value {
        var result = self
        result["status"] = nil
        for key in [
            "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink",
        ] {
            result[["metadata", key]] = nil
        }
        return result
    }
}
