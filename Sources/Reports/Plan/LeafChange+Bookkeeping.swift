import Document
import Planning
import Resources

extension LeafChange {
    /// Whether it is a label or annotation by which Berth knows its objects again: every object has them, and they tell a reader
    /// nothing about what changes.
    var isBookkeeping: Bool {
        guard path.components.count == 3,
            path.hasPrefix(["metadata", "labels"]) || path.hasPrefix(["metadata", "annotations"]),
            case .key(let name)? = path.last
        else { return false }
        return name.hasPrefix("berth.dev/") || name == Item.Mark.managedByLabel
    }
}
