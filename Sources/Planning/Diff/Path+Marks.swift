import Document
import Resources

extension Path {
    /// True for Berth's own marks, which say nothing to a reader.
    package var isMark: Bool {
        guard components.count == 3, components[0] == .key("metadata"), case .key(let name) = components[2] else {
            return false
        }
        switch components[1] {
        case .key("labels"):
            return [Item.Mark.managedByLabel, Item.Mark.estateLabel, Item.Mark.workspaceLabel].contains(name)
        case .key("annotations"):
            return [Item.Mark.addressAnnotation, Item.Mark.itemAnnotation].contains(name) || isBookkeeping
        default: return false
        }
    }

    /// True for what Berth keeps on an object for itself and writes as it needs: no reader's business, and nothing that
    /// must stay as it was seen.
    package var isBookkeeping: Bool {
        guard components.count == 3, components[0] == .key("metadata"), components[1] == .key("annotations"),
            case .key(let name) = components[2]
        else { return false }
        return name == Item.Mark.appliedAnnotation || RecordedKinds.annotations.contains(name)
            || name == Observation.lastAppliedByClient
    }
}
