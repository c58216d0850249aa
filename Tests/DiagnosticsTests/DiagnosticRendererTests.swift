import Diagnostics
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

    @Test func letsNoControlCharacterThrough() {
        let text = DiagnosticRenderer().render([.error("bad \u{1B}[31m \u{202E}name\nnext")])
        #expect(text == "error: bad \\u{1b}[31m \\u{202e}name\\nnext\n")
    }

    @Test(
        arguments: [
            ("kubernets", "kubernetes"), ("acess", "access"), ("nmae", "name"), ("zzz", nil),
        ] as [(String, String?)])
    func findsTheNearestName(_ written: String, _ meant: String?) {
        #expect(written.nearest(among: ["kubernetes", "access", "name", "region"]) == meant)
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
