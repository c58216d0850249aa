import Document
import Schemas

extension Value {
    /// Whether the server stores both values as the same thing at this path.
    ///
    /// Quantities may be written in several ways (`1000m` and `1`, `0.5Gi` and `512Mi`), but only where the server reads
    /// them as such: in a ConfigMap they are text.
    package func isCanonicallyEqual(to stored: Value, at path: Path) -> Bool {
        if self == stored { return true }
        guard path.mayHoldQuantity, let one = Quantity(self), let other = Quantity(stored) else { return false }
        return one == other
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
