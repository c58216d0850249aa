import Testing

@testable import Diagnostics

/// Lines of a file with a secret in them, as findings show them.
struct SourceMaskTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        /// The line and column that are pointed to, counted from 1.
        var line = 1
        var column = 1
        var message = "wrong"
        /// The line that is shown, and the mark below it.
        var shown: String
        var caret: Int

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "unknown key", text: "  password: hunter2", column: 3, shown: "  password: …", caret: 3),
        Case(name: "value pointed to", text: "a: {b: hunter2, c: 1}", column: 8, shown: "a: {b: …, c: …}", caret: 8),
        Case(name: "behind a masked one", text: "{a: hunter2, key: x}", column: 14, shown: "{a: …, key: …}", caret: 8),
        Case(
            name: "a value that the message quotes", text: "region: fsn2", column: 9, message: "no region `fsn2`",
            shown: "region: fsn2", caret: 9),
        Case(
            name: "beside a value that the message quotes", text: "{region: fsn2, token: hunter2}", column: 10,
            message: "no region `fsn2`", shown: "{region: fsn2, token: …}", caret: 10),
        Case(name: "second colon", text: "password: hun: ter2", column: 14, shown: "password: …", caret: 11),
        Case(name: "a line without a key", text: "hunter2", column: 8, shown: "…", caret: 2),
        Case(name: "list item", text: "- hunter2", column: 3, shown: "- …", caret: 3),
        Case(name: "comment", text: "a: true # hunter2", column: 1, shown: "a: true …", caret: 1),
        Case(name: "quoted value", text: "a: \"hun: ter2\"", column: 4, shown: "a: …", caret: 4),
        Case(name: "quoted key", text: "\"a\": 'hunter2'", column: 1, shown: "\"a\": …", caret: 1),
        Case(name: "open quotation", text: "a: 'hun\nb: hunter2", line: 2, shown: "…", caret: 1),
        Case(name: "block text", text: "key: |\n  pass: hunter2\n  more", line: 2, column: 3, shown: "…", caret: 1),
        Case(name: "block text in a list", text: "- |\n  pass: hunter2", line: 2, shown: "…", caret: 1),
        Case(name: "after a block text", text: "a: |\n  hunter2\nb: 1", line: 3, shown: "b: …", caret: 1),
        Case(name: "open bracket", text: "a: [\nhunter2", line: 2, shown: "…", caret: 1),
        Case(
            name: "a private key as a key", text: "AGE-SECRET-KEY-1\(String(repeating: "Q", count: 58)): x",
            shown: "…: …", caret: 1),
        Case(
            name: "reference", text: "name: k-${a.b}-${c.d:=hunter2}", column: 7,
            shown: "name: …${a.b}…${c.d:=…}", caret: 7),
        Case(name: "no value", text: "key:", column: 4, shown: "key:", caret: 4),
    ]

    @Test(arguments: cases)
    func showsKeysAndStructure(_ test: Case) {
        let renderer = DiagnosticRenderer { _ in test.text }
        let place = SourceLocation(file: "a.yaml", line: test.line, column: test.column)
        let lines = renderer.render([.error(test.message, at: place)]).split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines.dropFirst().first == " \(test.line) | \(test.shown)")
        #expect(lines.last == "   | \(String(repeating: " ", count: test.caret - 1))^")
    }

    @Test func otherFilesAreNotShown() {
        let renderer = DiagnosticRenderer { _ in "AGE-SECRET-KEY-1" }
        for file in ["recipients.txt", "$ROOT_KUBECONFIG", "token"] {
            let text = renderer.render([.error("wrong", at: SourceLocation(file: file, line: 1, column: 1))])
            #expect(text == "\(file):1:1: error: wrong\n")
        }
    }

    @Test func aFileIsReadOnceForAllFindings() {
        let text = String(repeating: "key: value\n", count: 20_000)
        let findings = (1...20_000).map {
            Diagnostic.error("w", at: SourceLocation(file: "a.yaml", line: $0, column: 1))
        }
        let shown = DiagnosticRenderer { _ in text }.render(findings)
        #expect(shown.split(separator: "\n").count == 60_000)
    }
}
