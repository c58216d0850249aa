import Diagnostics
import Synchronization
import Testing

struct DiagnosticRendererTests {
    @Test func pointsAtThePlace() {
        let renderer = DiagnosticRenderer { _ in "a: 1\n\tkind: Workspce\n" }
        let text = renderer.render([
            .error(
                "unknown kind \"Workspce\"", at: SourceLocation(file: "w.yaml", line: 2, column: 8),
                notes: "write Workspace")
        ])
        #expect(
            text == """
                w.yaml:2:8: error: unknown kind "Workspce"
                 2 |  kind: Workspce
                   |        ^
                  note: write Workspace

                """)
    }

    /// Reading or splitting the file for each finding takes minutes for thousands of them.
    @Test func readsAFileOnceForAllItsFindings() {
        final class Reads: Sendable {
            let count = Mutex(0)
        }
        let reads = Reads()
        let renderer = DiagnosticRenderer { file in
            reads.count.withLock { $0 += 1 }
            return file == "gone.yaml" ? nil : String(repeating: "line\n", count: 1_000)
        }
        let findings = (1...1_000).flatMap { line in
            ["a.yaml", "gone.yaml"].map { Diagnostic.error("bad", at: SourceLocation(file: $0, line: line, column: 1)) }
        }
        let text = renderer.render(findings)
        #expect(text.split(separator: "\n").count == 4_000)
        #expect(reads.count.withLock(\.self) == 2)
    }

    @Test func letsNoControlCharacterThrough() {
        let text = DiagnosticRenderer().render([.error("bad \u{1B}[31m \u{202E}name\nnext")])
        #expect(text == "error: bad \\u{1b}[31m \\u{202e}name\\nnext\n")
    }

    @Test(
        arguments: [
            ("kubernets", "kubernetes"), ("acess", "access"), ("nmae", "name"), ("zzz", nil), ("kub", "kubernetes"),
            ("ku", nil),
        ] as [(String, String?)])
    func findsTheNearestName(_ written: String, _ meant: String?) {
        #expect(written.nearest(among: ["kubernetes", "access", "name", "region"]) == meant)
    }

    /// As a part of a sentence an error is one line, with what to do apart from what is wrong.
    @Test func anErrorWithinASentenceIsOneLine() {
        let place = SourceLocation(file: "specs/estate.yaml", line: 12, column: 5)
        let one = DiagnosticsError([.error("the variable A is not set", at: place, notes: "export A"), .warning("w")])
        #expect(one.explained.cause == "specs/estate.yaml:12:5: the variable A is not set")
        #expect(one.explained.advice == "export A")
        #expect("\(one)" == "specs/estate.yaml:12:5: the variable A is not set; export A")
        let two = DiagnosticsError([.error("a", notes: "do b", "do c"), .error("d")])
        #expect("\(two)" == "a; do b; do c; d")
        #expect(CancellationError().explained == Explanation("CancellationError()"))
    }

    @Test func collectsOnceAndSortsByPlace() {
        var collector = DiagnosticCollector()
        collector.add(.warning("w", at: SourceLocation(file: "b")))
        #expect(!collector.hasErrors)
        collector.add(.error("e", at: SourceLocation(file: "a", line: 3)))
        collector.add(.error("e", at: SourceLocation(file: "a", line: 3)))
        collector.add(.error("f"))
        #expect(throws: DiagnosticsError.self) { try collector.throwIfErrors() }
        #expect(DiagnosticsError(collector.diagnostics).diagnostics.map(\.message) == ["f", "e", "w"])
    }
}
