import Document
import Resources

extension ResourceGraph {
    /// The digest of what was composed for each group, gates and edges included, without what Berth notes on objects for
    /// itself: the same specification gives the same digest.
    var digests: [String: Digest] {
        let groups = Array(Dictionary(grouping: resources, by: \.address.group))
        let digests = groups.concurrentlyMapped { group in
            Digest(of: .array(group.value.sorted { $0.address < $1.address }.map(\.digested)))
        }
        return Dictionary(uniqueKeysWithValues: zip(groups.map(\.key), digests))
    }
}

extension Resource {
    /// What the digest of its group is taken from.
    var digested: Value {
        var result: Value = [
            "address": .string(address.description), "timeoutSeconds": .integer(timeout.components.seconds),
            "protected": .bool(isProtected), "adopts": .bool(adopts),
            "revision": .string(deployment?.digest.description ?? ""),
        ]
        result["dependencies"] = .array(dependencies.sorted().map { .string($0.description) })
        result["replace"] = replaces.map { .string($0.rawValue) }
        result["gate"] = gate?.value
        if !formerly.isEmpty { result["formerly"] = .array(formerly.map { .string($0.description) }) }
        result["items"] = .array(items.map { .string($0.digest.description) })
        return result
    }
}

extension Item {
    /// The digest of the item, without locations and what Berth notes on it for itself.
    var digest: Digest {
        let content = composedDigest ?? Digest(of: Mark.content(of: desired))
        guard !insertions.isEmpty else { return content }
        let inserted = insertions.sorted { $0.key < $1.key }.map { Value.array([$0.key.value, $0.value.value]) }
        return Digest(of: .array([.string(content.description), .array(inserted)]))
    }

    /// The item without locations and what Berth notes on it for itself.
    var withoutBookkeeping: Item {
        var item = self
        item.location = nil
        RecordedKinds.unmark(&item.desired)
        return item
    }
}
