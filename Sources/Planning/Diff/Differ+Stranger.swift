import Document
import Kubernetes
import Resources

/// What others put into an object and may be in the way of a change.
extension Differ {
    /// What somebody else put into the object beside what the specification has, and a refusal may be for: an item of a list in which
    /// it names a field, or else a member beside such a field. Nil where there is none.
    ///
    /// Whether the refusal is really for its sake nobody can tell; that the server takes the object without it a dry run says.
    func stranger(behind refusal: Refusal) -> FieldConflict? {
        // What is immutable is so for its own sake, whoever made it so.
        guard observation.value["immutable"] != true else { return nil }
        let fields = (refusal.fields ?? []).map(\.fieldKeys)
        let items = comparison.strangers.filter { stranger in
            fields.contains { $0.starts(with: stranger.parent.keys) }
        }
        let found =
            items.max { ($0.components.count, $1) < ($1.components.count, $0) } ?? memberOfOthers(beside: fields)
        guard let found else { return nil }
        let others = ownership.managers(of: found).filter { $0 != Item.Mark.manager }
        return others.isEmpty ? nil : FieldConflict(path: found, manager: others.joined(separator: ", "))
    }

    private func memberOfOthers(beside fields: [[String]]) -> Path? {
        let wanted = comparison.wantedPaths
        let defaults = ServerDefaults(group: item.key.group, kind: item.key.kind)
        let others = ownership.leavesOfOthers.values.reduce(Set()) { $0.union($1) }
        return others.sorted().first { path in
            guard path.components.first != .key("metadata"),
                fields.contains(where: { path.keys.starts(with: $0.dropLast()) }),
                !wanted.contains(where: { $0.hasPrefix(path) || path.hasPrefix($0) }),
                let value = observation.value[path]
            else { return false }
            return !defaults.isDefault(value, at: path, in: observation.value)
        }
    }
}

extension Path {
    /// The members that lead there, lists passed over.
    fileprivate var keys: [String] { components.compactMap { if case .key(let key) = $0 { key } else { nil } } }
}

extension String {
    /// The members that lead to a field as servers name it, lists passed over: `spec.ports[0].name`.
    fileprivate var fieldKeys: [String] {
        var depth = 0
        let plain = filter { character in
            if character == "[" { depth += 1 }
            defer { if character == "]" { depth -= 1 } }
            return depth <= 0
        }
        return plain.split(separator: ".").map(String.init)
    }
}
