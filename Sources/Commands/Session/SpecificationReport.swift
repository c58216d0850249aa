import Diagnostics
import Reports
import Specification

/// Says on standard output, in a form for programs or for a comment, what is wrong with specs and templates.
struct SpecificationReport {
    /// The forms that findings have by themselves.
    static let formats: [OutputFormat] = [.text, .json, .sarif, .codequality, .junit]

    let format: OutputFormat
    let root: String

    /// Does what a command is for. Where specs or templates are faulty, there is a report all the same, if the chosen form is one
    /// of findings: who reads it must not take nothing for good. Throws what `body` does.
    static func otherwise<Result>(
        _ format: FormatOptions, _ common: CommonOptions, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as DiagnosticsError {
            let report = SpecificationReport(format: format.chosen, root: common.root)
            if let text = report.text(error.diagnostics) { try StandardStreams.print(text) }
            throw error
        }
    }

    /// The findings in the chosen form; nil where that is not one for them. `files` are those that were read.
    func text(_ diagnostics: [Diagnostic], files: [String] = []) -> String? {
        let places = FindingPlaces.ofProject(root)
        return switch format {
        case .sarif: FindingsSARIF(version: Version.current, places: places).render(diagnostics)
        case .codequality: FindingsCodeQuality(places: places).render(diagnostics)
        case .junit: ValidationJUnit(places: places).render(diagnostics, files: files)
        case .markdown: FindingsMarkdown().render(diagnostics)
        case .text, .json, .html, .gitlab: nil
        }
    }
}
