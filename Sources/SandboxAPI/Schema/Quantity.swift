/// A quantity of resources such as `500m`, `0.5Gi` or `1e3`, and its canonical text.
///
/// Source: `k8s.io/apimachinery/pkg/api/resource.Quantity`.
struct Quantity: Comparable {
    private enum Format {
        case decimal
        case binary
        case exponent
    }

    /// In billionths; finer digits are rounded up, as the server does.
    private let nanos: Int128
    private let format: Format

    /// Reads a quantity; nil where the text is none, or beyond what 128 bits hold.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        var position = 0
        var isNegative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            position = 1
        }
        var digits: [Int128] = []
        var fraction: Int?
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "."), fraction == nil {
                fraction = 0
            } else if let digit = Self.digit(byte) {
                digits.append(digit)
                fraction = fraction.map { $0 + 1 }
            } else {
                break
            }
            position += 1
        }
        let suffix = String(decoding: bytes[position...], as: UTF8.self)
        guard !digits.isEmpty, digits.count <= 30, let scale = Self.scale(of: suffix) else { return nil }
        format = scale.format
        let mantissa = digits.reduce(Int128(0)) { $0 * 10 + $1 }
        let (scaled, overflow) = mantissa.multipliedReportingOverflow(by: scale.factor)
        guard !overflow else { return nil }
        let exponent = scale.exponent + 9 - (fraction ?? 0)
        guard let nanos = Self.shift(scaled, by: exponent) else { return nil }
        self.nanos = isNegative ? -nanos : nanos
    }

    private static func digit(_ byte: UInt8) -> Int128? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int128(byte - UInt8(ascii: "0")) : nil
    }

    private static func scale(of suffix: String) -> (factor: Int128, exponent: Int, format: Format)? {
        if let power = binarySuffixes.firstIndex(of: suffix) {
            return (1 << (10 * Int128(power + 1)), 0, .binary)
        }
        if let power = decimalSuffixes.firstIndex(of: suffix) { return (1, 3 * (power - 3), .decimal) }
        guard suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()),
            (-29...29).contains(exponent)
        else { return nil }
        return (1, exponent, .exponent)
    }

    private static let binarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
    private static let decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]

    /// The number times a power of ten, rounded away from zero.
    private static func shift(_ number: Int128, by exponent: Int) -> Int128? {
        var result = number
        for _ in 0..<max(exponent, 0) {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            result = product
        }
        for _ in 0..<max(-exponent, 0) {
            result = result / 10 + (result % 10 == 0 ? 0 : 1)
        }
        return result
    }

    var isNegative: Bool { nanos < 0 }

    static func < (one: Quantity, other: Quantity) -> Bool { one.nanos < other.nanos }

    static func == (one: Quantity, other: Quantity) -> Bool { one.nanos == other.nanos }

    /// The text that the server stores: no fraction, the largest suffix that allows it.
    var canonical: String {
        if nanos == 0 { return "0" }
        let unit: Int128 = 1_000_000_000
        let isSmall = abs(nanos) < 1024 * unit
        if format == .binary, !isSmall, nanos % unit == 0 {
            var number = nanos / unit
            var power = 0
            while number % 1024 == 0, power < Self.binarySuffixes.count {
                number /= 1024
                power += 1
            }
            return "\(number)" + (power == 0 ? "" : Self.binarySuffixes[power - 1])
        }
        var number = nanos
        var power = -3
        while number % 1000 == 0, power < 6 {
            number /= 1000
            power += 1
        }
        if format == .exponent { return power == 0 ? "\(number)" : "\(number)e\(power * 3)" }
        return "\(number)" + Self.decimalSuffixes[power + 3]
    }
}
