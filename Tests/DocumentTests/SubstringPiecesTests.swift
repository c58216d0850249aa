import Document
import Testing

/// Texts are taken apart by bytes as the library does it by characters.
struct SubstringPiecesTests {
    static let texts = [
        "", " ", "  ", "a", "a b", " a  b ", "a = b", "a = b = c", "= ", " =", "a == b", "é = 字", "👩‍👩‍👧 = x", "a =b = ",
        "\n\na\n b\n",
        "a == = b", "with {with {\"a\": 1}",
    ]

    @Test(arguments: texts)
    func areCutAtTheFirstPlace(_ text: String) {
        // A separator that stands inside of the text that is looked at alone counts.
        for text in [text[...], "xx = \(text) = yy".dropFirst(5).dropLast(5)] {
            #expect(text.cut(at: " = ").map { [$0.before, $0.after] } == Self.halves(of: text, " = "))
            #expect(text.cut(at: " ").map { [$0.before, $0.after] } == Self.halves(of: text, " "))
            #expect(text.pieces(between: " = ") == text.split(separator: " = "))
            #expect(text.pieces(between: " ") == text.split(separator: " "))
            #expect(text.pieces(between: "\n") == text.split(separator: "\n"))
        }
    }

    private static func halves(of text: Substring, _ separator: String) -> [Substring]? {
        text.firstRange(of: separator).map { [text[..<$0.lowerBound], text[$0.upperBound...]] }
    }
}
