import Document

/// A Kubernetes quantity as an exact number: digits × 10^exponent, so that no rounding makes two of them equal.
package struct Quantity: Sendable, Hashable {
    private var digits: Int64
    private var exponent: Int

    /// Beyond this, exponents mean nothing that a cluster could hold.
    private static let mostExponent = 100
    private static let decimal: [String: Int] = [
        "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    ]
    private static let binary: [String: Int] = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]

    /// Nil for what is no quantity, and for those of more than 64 bits or an exponent beyond ±100.
    package init?(_ value: Value) {
        switch value {
        case .integer(let number): self.init(digits: number, exponent: 0)
        case .number(let number): self.init(text: number.description)
        case .string(let text): self.init(text: text)
        default: return nil
        }
    }

    private init?(text: String) {
        guard let (number, suffix) = Self.parts(of: text) else { return nil }
        let halves = number.split(separator: ".", omittingEmptySubsequences: false)
        guard let digits = Int64(halves.joined().drop { $0 == "+" }) else { return nil }
        let fraction = halves.count == 2 ? halves[1].count : 0
        if let power = Self.decimal[suffix] {
            self.init(digits: digits, exponent: power - fraction)
        } else if let power = Self.binary[suffix] {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 1 << power)
            guard !overflow else { return nil }
            self.init(digits: product, exponent: -fraction)
        } else if let power = Int(suffix.dropFirst()), (-Self.mostExponent...Self.mostExponent).contains(power) {
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

    /// The number and the suffix of a quantity; nil where the text is none.
    private static func parts(of text: String) -> (number: Substring, suffix: String)? {
        let sign = text.prefix(1).prefix { "+-".contains($0) }
        let rest = text[sign.endIndex...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = String(text[rest.endIndex...])
        guard rest.contains(where: \.isNumber), rest.count(where: { $0 == "." }) <= 1 else { return nil }
        if decimal[suffix] == nil, binary[suffix] == nil {
            guard suffix.first == "e" || suffix.first == "E" else { return nil }
            let power = suffix.dropFirst()
            let digits = power.drop { "+-".contains($0) }
            guard !digits.isEmpty, power.count - digits.count <= 1, digits.allSatisfy({ $0.isASCII && $0.isNumber })
            else { return nil }
        }
        return (text[..<rest.endIndex], suffix)
    }

    /// What is wrong with a text as a quantity, to complete "must be"; nil where nothing is.
    package static func problem(of text: String) -> String? {
        guard let (_, suffix) = parts(of: text) else { return "a quantity such as 500m, 0.5 or 2Gi" }
        guard suffix.count > 1, decimal[suffix] == nil, binary[suffix] == nil else { return nil }
        let power = Int(suffix.dropFirst())
        return power.map { (-mostExponent...mostExponent).contains($0) } == true
            ? nil : "a quantity with an exponent from -\(mostExponent) to \(mostExponent)"
    }
}
