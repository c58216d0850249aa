import ArgumentParser
import Diagnostics
import Execution
import Reports
import Specification

/// Says on standard output, in a form for programs or for a comment, what is wrong with specs and templates.
struct SpecificationReport {
    /// The forms that findings have by themselves.
    static let formats: [OutputFormat] = [.text, .json, .sarif, .codequality, .junit]

    let format: OutputFormat
    let root: String

    /// Makes a plan, looks for drift, or carries something out. Where specs or templates are faulty, there is a report all the
    /// same, in every form but GitLab's counts, since nothing can be counted: who reads it must not take nothing for good.
    /// Whatever fails, the numbers for monitoring say so. Throws what `body` does.
    static func otherwise<Result>(
        _ subject: Metrics.Subject, _ format: FormatOptions, _ common: CommonOptions, _ metrics: MetricsOptions,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let clock = RunClock()
        let started = clock.now
        do {
            return try await body()
        } catch let error as ExitCode {
            // All is said and written.
            throw error
        } catch  where ExitStatus(of: error) == .usage {
            throw error
        } catch {
            let diagnostics = (error as? DiagnosticsError)?.diagnostics ?? []
            do {
                try metrics.write(since: started, clock) {
                    let name = try? Project.loader(root: common.root).estateName()
                    return $0.text(
                        ofFailed: subject, estate: name ?? "",
                        problems: [.invalid: diagnostics.count { $0.severity == .error }])
                }
            } catch let other {
                // Why it failed weighs more.
                StandardStreams.complain("\(other)\n")
            }
            if error is DiagnosticsError {
                let text =
                    switch format.chosen {
                    case .json: FindingsJSON().render(diagnostics)
                    case .html:
                        FindingsHTML(kind: subject == .drift ? "Drift" : "Plan", links: format.links).render(
                            diagnostics)
                    default: SpecificationReport(format: format.chosen, root: common.root).text(diagnostics) ?? ""
                    }
                try StandardStreams.print(text, as: format.chosen.language)
            }
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
