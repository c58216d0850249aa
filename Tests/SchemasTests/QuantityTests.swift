import Document
import TestSupport
import Testing

@testable import Schemas

/// Quantities of any size are compared, or are none; they never trap.
struct QuantityTests {
    @Test(arguments: [
        ("1000m", "1"), ("0.5Gi", "512Mi"), ("1e3", "1k"), ("1E3", "1000"), ("+5", "5"), ("-0", "0"), ("100e-2", "1"),
        (".5", "500m"), ("5.", "5"),
    ])
    func sameAmountsAreEqual(_ one: String, _ other: String) {
        let first = Quantity(.string(one))
        #expect(first != nil)
        #expect(first == Quantity(.string(other)))
    }

    @Test(arguments: [
        "10e9223372036854775807", "10e-9223372036854775808", "1e99999999999999999999", "0.01e-9223372036854775808",
        "9223372036854775807Ei", "99999999999999999999", "1e101", "",
    ])
    func whatIsTooLargeIsNone(_ text: String) {
        #expect(Quantity(.string(text)) == nil)
    }

    @Test(arguments: [
        "", ".", "-", "+-5", "1.2.3", "5x", "1e", "1e+", "1e+-5", "e5", "1 Gi", "1gi", "Gi", "٣", "0x10", "1e5m", "1-5",
        "--1",
        "1e9223372036854775807", "1e101",
    ])
    func saysWhatIsWrong(_ text: String) {
        #expect(Quantity.problem(of: text) != nil)
    }

    @Test(arguments: ["1", "1.5", ".5", "5.", "100m", "2Gi", "1e3", "1E-3", "-1", "+1", "99999999999999999999", "0"])
    func leavesGoodOnesAlone(_ text: String) {
        #expect(Quantity.problem(of: text) == nil)
    }

    @Test func randomExtremesNeverTrap() {
        var generator = SeededGenerator(seed: 8)
        let pieces = [
            "0", "9", "1", "-", "+", ".", "e", "E", "Ki", "Ei", "m", "n", "9223372036854775807", "-9223372036854775808",
            "18446744073709551616", "000000000000000000000", "inf", "nan", "٣", " ",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...6, using: &generator))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
            let quantity = Quantity(.string(text))
            // What is read has nothing wrong with it.
            if quantity != nil { #expect(Quantity.problem(of: text) == nil, "\(text)") }
        }
        for number in [Int64.min, Int64.max, 0, -1] { #expect(Quantity(.integer(number)) != nil) }
        for number in [Double.greatestFiniteMagnitude, -.leastNonzeroMagnitude, 1e300, -1e-300, 0x1p62] {
            _ = Quantity(.number(number))
        }
    }
}
