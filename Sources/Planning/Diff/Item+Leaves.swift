import Document
import Resources

extension Item {
    /// True for a Kubernetes Secret, whose values are never shown.
    package var isSecret: Bool { key.kind == "Secret" && key.group.isEmpty }

    /// True where a leaf's value must not be shown, logged or stored.
    package func isSensitive(_ path: Path) -> Bool {
        if isSecret, path.components.first == .key("data") || path.components.first == .key("stringData") {
            return true
        }
        return insertions.contains { $0.value.isSensitive && ($0.key.hasPrefix(path) || path.hasPrefix($0.key)) }
    }

    /// The leaves of an item that does not exist yet, as a reader of the plan sees them.
    package var newLeaves: [LeafChange] {
        desired.leaves.filter { leaf in
            guard !leaf.path.isMark else { return false }
            switch leaf.path.components {
            case [.key("apiVersion")], [.key("kind")]: return false
            case [.key("metadata"), .key("name")], [.key("metadata"), .key("namespace")]: return false
            default: return true
            }
        }.map { leaf in
            let isHidden = isSensitive(leaf.path)
            return LeafChange(
                path: leaf.path, old: nil, new: isHidden ? LeafChange.hidden : leaf.value, reason: .spec,
                isSensitive: isHidden)
        }
    }
}
