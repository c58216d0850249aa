import Document

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

/// A Kubernetes quantity as an exact number: digits × 10^exponent, so that no rounding makes two of them equal.
struct Quantity: Sendable, Hashable {
    private var digits: Int64
    private var exponent: Int

    private static let decimal: [String: Int] = [
        "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    ]
    private static let binary: [String: Int] = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]

    /// Nil for what is no quantity, and for those beyond 64 bits, which then compare as text.
    init?(_ value: Value) {
        switch value {
        case .integer(let number): self.init(digits: number, exponent: 0)
        case .number(let number): self.init(text: number.description)
        case .string(let text): self.init(text: text)
        default: return nil
        }
    }

    private init?(text: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
        let suffix = String(text[number.endIndex...])
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, number.contains(where: \.isNumber),
            let digits = Int64(parts.joined().drop { $0 == "+" })
        else { return nil }
        let fraction = parts.count == 2 ? parts[1].count : 0
        if let power = Self.decimal[suffix] {
            self.init(digits: digits, exponent: power - fraction)
        } else if let power = Self.binary[suffix] {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 1 << power)
            guard !overflow else { return nil }
            self.init(digits: product, exponent: -fraction)
        } else if suffix.first == "e" || suffix.first == "E", let power = Int(suffix.dropFirst()) {
            self.init(digits: digits, exponent: power - fraction)
        } else {
            return nil
        }
    }

    private init(digits: Int64, exponent: Int) {
        var digits = digits
        var exponent = digits == 0 ? 0 : exponent
        while digits != 0, digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        self.digits = digits
        self.exponent = exponent
    }
}
