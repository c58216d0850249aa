import Document
import Testing

@testable import YAML

struct EmitterTests {
    private func text(_ value: Value) -> String {
        String(decoding: YAML.emit(value), as: UTF8.self)
    }

    @Test func laysOutAsKubectlDoes() {
        let value: Value = [
            "apiVersion": "v1",
            "items": [["name": "a", "ports": [1, 2]], [[true]], "x", [:]],
            "config": "one\n  two\n",
            "empty": [],
            "quoted": ["yes", "1.10", "", "a: b", " x", "2001-01-01", "-", "#", "null"],
        ]
        let expected = """
            apiVersion: v1
            items:
            - name: a
              ports:
              - 1
              - 2
            - - - true
            - x
            - {}
            config: |
              one
                two
            empty: []
            quoted:
            - "yes"
            - "1.10"
            - ""
            - "a: b"
            - " x"
            - "2001-01-01"
            - "-"
            - "#"
            - "null"

            """
        #expect(text(value) == expected)
    }

    @Test(arguments: [
        "a", "a b", "a\n", "a\nb", "a\n\n\n", "\na", "\n", " a\nb", "a \nb\t\n", "a\r\nb", "\t", "é€😀", "\u{85}",
        "\u{2028}x", "\u{FEFF}", "\u{7F}", "\\\"", "- a", "? a", "a:", "a #b", "a#b", "<<", "=", "!x", "%x", "@x", "`x",
        "{", "]", "&a", "*a", "'a", "---", "...", "--- a", "~", "off", "0x1F", "1:30", "1_0", ".5", "+1", "0o7", "08",
        "1e3", "http://a:80/b", "a,b", "\u{1}", "key: |\n  x", "# a\nb", "- a\nb", "a: \u{301}", "a \u{301}#", "a: \n",
    ])
    func textsAreReadBack(text: String) throws {
        let trees: [Value] = [
            .string(text), .object(Object([(text, Value.integer(1))])),
            ["a": .string(text), "b": [.string(text), ["c": .string(text)]]],
        ]
        for tree in trees {
            #expect(try YAML.parse(YAML.emit(tree), file: "a.yaml").map(\.value) == [tree])
        }
    }

    @Test func randomTreesAreReadBack() throws {
        var random = SplitMix(state: 7)
        for _ in 0..<300 {
            let tree: Value = ["root": random.tree(depth: 4)]
            #expect(try YAML.parse(YAML.emit(tree), file: "a.yaml").map(\.value) == [tree])
        }
    }

    @Test func documentsAreSeparated() throws {
        let bytes = YAML.emit(documents: [["a": 1], ["b": 2]])
        #expect(String(decoding: bytes, as: UTF8.self) == "a: 1\n---\nb: 2\n")
    }
}

/// A small reproducible generator of trees.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func text() -> String {
        let pieces = ["a", "B", " ", "\n", ":", "-", "#", "0", "1", ".", "\t", "é", "\"", "'", "{", ",", "yes", "~"]
        let count = Int.random(in: 0...6, using: &self)
        return (0..<count).compactMap { _ in pieces.randomElement(using: &self) }.joined()
    }

    mutating func tree(depth: Int) -> Value {
        switch Int.random(in: 0...(depth > 0 ? 7 : 4), using: &self) {
        case 0: return .null
        case 1: return .bool(.random(using: &self))
        case 2: return .integer(.random(in: .min...(.max), using: &self))
        case 3: return Value(Double.random(in: -1e9...1e9, using: &self))
        case 4: return .string(text())
        case 5: return .array((0..<Int.random(in: 0...3, using: &self)).map { _ in tree(depth: depth - 1) })
        default:
            return .object(
                Object((0..<Int.random(in: 0...3, using: &self)).map { _ in (text(), tree(depth: depth - 1)) }))
        }
    }
}
