import Document
import Resources
import Schemas

extension Value {
    /// Whether the server stores both values as the same thing at this path.
    ///
    /// Quantities may be written in several ways (`1000m` and `1`, `0.5Gi` and `512Mi`), but only where the server reads
    /// them as such: in a ConfigMap they are text. `hasQuantities` says whether the kind is one whose quantities are read.
    package func isCanonicallyEqual(to stored: Value, at path: Path, hasQuantities: Bool) -> Bool {
        if self == stored { return true }
        guard hasQuantities, path.mayHoldQuantity, let one = Quantity(self), let other = Quantity(stored) else {
            return false
        }
        return one == other
    }

    /// Whether this is what a server makes of another value: the same, with members in maps that the other one leaves out, and
    /// without those that it stores as absent.
    package func completes(_ other: Value, at path: Path, of kind: ItemKind) -> Bool {
        switch (self, other) {
        case (.object(let own), .object(let others)):
            others.allSatisfy { key, member in
                own[key]?.completes(member, at: path.appending(key: key), of: kind)
                    ?? member.isStoredAsAbsent(at: path.appending(key: key), in: kind.group)
            }
        case (.array(let own), .array(let others)):
            own.count == others.count
                && zip(own, others).enumerated().allSatisfy { index, pair in
                    pair.0.completes(pair.1, at: path.appending(index: index), of: kind)
                }
        default: other.isCanonicallyEqual(to: self, at: path, hasQuantities: kind.hasQuantities)
        }
    }
}

extension ItemKind {
    /// Whether programs of Kubernetes read and write its quantities: in a custom kind they are texts and numbers like all others,
    /// but for Kamaji's, whose controller writes them anew.
    package var hasQuantities: Bool { isDeclared }

    /// Whether Berth knows its fields.
    var isDeclared: Bool {
        BuiltInKinds.isNamespaced(group: group, kind: kind) != nil || group == "kamaji.clastix.io"
    }
}

extension Path {
    private static let quantityMaps: Set<String> = [
        "limits", "requests", "hard", "capacity", "overhead", "default", "defaultRequest", "max", "min",
    ]
    private static let quantities: Set<String> = ["sizeLimit", "divisor", "averageValue"]

    /// Whether built-in kinds hold a quantity here.
    fileprivate var mayHoldQuantity: Bool {
        guard components.first == .key("spec"), case .key(let name)? = last else { return false }
        if Self.quantities.contains(name) { return true }
        if case .key(let map)? = parent.last { return Self.quantityMaps.contains(map) }
        return false
    }
}
