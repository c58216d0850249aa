import Diagnostics
import Document
import Testing

@testable import YAML

/// What is refused, where and with which words.
struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        /// The beginnings of the findings as they are rendered.
        var findings: [String]

        var testDescription: String { text }
    }

    private func findings(_ text: [UInt8], limits: YAMLLimits = .default) -> [Diagnostic] {
        do {
            _ = try YAML.parse(text, file: "a.yaml", limits: limits)
            return []
        } catch {
            return error.diagnostics
        }
    }

    @Test(arguments: [
        Case(text: "a: 1\nb: 2\na: 3\n", findings: ["a.yaml:3:1: the key `a` stands twice|first at a.yaml:1:1"]),
        Case(
            text: "1: a\nyes: b\n",
            findings: [
                "a.yaml:1:1: the key `1` reads as integer, not as a string|put the key in quotation marks: '1'",
                "a.yaml:2:1: the key `yes` reads as boolean, not as a string|put the key in quotation marks: 'yes'",
            ]),
        Case(text: "[a]: b\n", findings: ["a.yaml:1:1: a key must be a string, not a list"]),
        Case(text: "a: !secret x\n", findings: ["a.yaml:1:4: the tag !secret is not known|leave the tag out"]),
        Case(text: "a: !!int x\n", findings: ["a.yaml:1:4: this is not a value of the tag !!int|leave the tag out"]),
        Case(text: "a: !!set {}\n", findings: ["a.yaml:1:4: the tag !!set is not known here|leave the tag out"]),
        Case(text: "a: *b\n", findings: ["a.yaml:1:4: no anchor `&b` stands before the alias `*b`"]),
        Case(text: "a: &a [*a]\n", findings: ["a.yaml:1:8: no anchor `&a` stands before the alias `*a`"]),
        Case(text: "a: {<<: 5}\n", findings: ["a.yaml:1:5: `<<` merges maps, not an integer"]),
        Case(
            text: "a: .inf\n",
            findings: ["a.yaml:1:4: this is not a number that Kubernetes can store|quote it to mean a string"]),
        Case(
            text: "a:\n\tb: 1\n",
            findings: [
                "a.yaml:2:1: broken YAML: a tab stands where the text is indented|YAML is indented with blanks only"
            ]),
        Case(
            text: "a: b: c\n",
            findings: [
                "a.yaml:1:5: broken YAML: a second ':' stands where the value of a key is"
                    + "|put the value in quotation marks, or check the indentation"
            ]),
        Case(
            text: "a: @b\n",
            findings: ["a.yaml:1:4: broken YAML: a value cannot start with '@'|put the value in quotation marks"]),
        Case(
            text: "a: {b: c\n",
            findings: ["a.yaml:2:1: broken YAML: the map in braces is not continued by ',' nor closed by '}'"]),
        Case(
            text: "a: \"b\n",
            findings: ["a.yaml:2:1: broken YAML: the file ends inside a quoted string"]),
    ])
    func content(_ example: Case) {
        let found = findings(Array(example.text.utf8)).map { diagnostic in
            ([diagnostic.location.map { "\($0): " } ?? "", diagnostic.message].joined(), diagnostic.notes)
        }
        #expect(found.count == example.findings.count)
        for ((message, notes), expected) in zip(found, example.findings) {
            let parts = expected.split(separator: "|").map(String.init)
            #expect(message == parts[0])
            if parts.count > 1 { #expect(notes.first == parts[1]) }
        }
    }

    @Test func invalidUTF8IsPlaced() {
        let found = findings(Array("a: b\nc: ü".utf8) + [0xFF, 0x0A])
        #expect(found.map(\.message) == ["the byte 0xFF is not valid UTF-8"])
        #expect(found.first?.location == SourceLocation(file: "a.yaml", line: 2, column: 5))
    }

    @Test func otherEncodingsAreNamed() {
        #expect(findings([0xFF, 0xFE, 0x61, 0x00]).map(\.message) == ["the file is UTF-16 text"])
    }

    @Test func controlCharactersArePlaced() {
        let found = findings(Array("a: b\nc: \u{07}".utf8))
        #expect(found.first?.message == "broken YAML: control characters are not allowed")
        #expect(found.first?.location == SourceLocation(file: "a.yaml", line: 2, column: 4))
    }

    @Test func aliasesThatMultiplyAreStopped() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let found = findings(Array(text.utf8))
        #expect(found.first?.message == "the file holds more than 500000 nodes once its aliases are expanded")
        #expect(found.first?.location?.line == 6)
    }

    @Test func depthIsBoundedThroughAliases() {
        let nested = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
        #expect(findings(Array(nested.utf8)).map(\.message) == ["the nesting is deeper than 100 levels"])
        let half = String(repeating: "[", count: 60)
        let closing = String(repeating: "]", count: 60)
        let aliased = "a: &a \(half)\(closing)\nb: \(half)*a\(closing)\n"
        #expect(findings(Array(aliased.utf8)).map(\.message) == ["the nesting is deeper than 100 levels"])
        #expect(findings(Array("a: &a \(half)\(closing)\nb: *a\n".utf8)).isEmpty)
    }

    @Test func sizeIsBounded() {
        let found = findings(Array("a: bcdef".utf8), limits: YAMLLimits(bytes: 7))
        #expect(found.map(\.message) == ["the file is too large: 8 bytes, at most 7 are read"])
    }

    @Test func manyProblemsAreCutShort() {
        let text = (0..<1000).map { "\($0): x\n" }.joined()
        #expect(findings(Array(text.utf8)).count == 51)
    }
}
