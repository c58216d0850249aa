import Diagnostics

/// Gathers what is wrong while files are read and checked, so that all of it is shown at once.
final class Findings {
    private(set) var collector = DiagnosticCollector()

    func add(_ diagnostic: Diagnostic) {
        collector.add(diagnostic)
    }

    func add(contentsOf diagnostics: [Diagnostic]) {
        collector.add(contentsOf: diagnostics)
    }

    func report(_ message: String, at location: SourceLocation?, notes: String...) {
        add(Diagnostic(.error, message, at: location, notes: notes))
    }

    /// Adds what was thrown and returns nil, or returns the result.
    func gather<Result>(_ work: () throws(DiagnosticsError) -> Result) -> Result? {
        do { return try work() } catch {
            collector.add(contentsOf: error.diagnostics)
            return nil
        }
    }
}
