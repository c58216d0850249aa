import Diagnostics
import Reports
import Specification

/// Tells people why a command failed.
package enum ErrorReport {
    /// The text of an error, or of its description, for standard error, a line end after each line; no control characters of
    /// the input get through.
    ///
    /// Prose is broken at `width` columns; nil, where no person looks on, leaves lines whole, which programs search.
    package static func text(of error: Any, usesColor: Bool, width: Int? = nil) -> String {
        let renderer = renderer(usesColor: usesColor)
        if let error = error as? DiagnosticsError { return renderer.render(error.diagnostics) }
        let lines = "\(error)".split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.drop { $0 == " " }).sanitized
        }
        let shown = lines.enumerated().flatMap { index, line in
            guard let width else { return [line] }
            return line.wrapped(to: width - (index == 0 ? "error: ".count : 2))
        }
        return renderer.render([.error(shown.first ?? "")]) + shown.dropFirst().map { "  \($0)\n" }.joined()
    }

    /// Shows findings with the lines they point to.
    static func renderer(usesColor: Bool) -> DiagnosticRenderer {
        DiagnosticRenderer(usesColor: usesColor, source: source)
    }

    /// The text of a file that a location names, for the excerpt; nil where it cannot be shown.
    @Sendable private static func source(_ file: String) -> String? {
        guard let bytes = try? LocalPath(file).contents(home: nil, limit: 1 << 20) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
