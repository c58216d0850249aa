import FoundationEssentials
import Planning
import Reports

/// Shows the drift in a plan on standard output in the chosen form.
struct DriftOutput {
    let format: OutputFormat
    let common: CommonOptions
    var links: LinkBase?

    func print(_ plan: Plan) throws {
        switch format {
        case .text: try common.show(DriftText(common.terminal().layout()).render(plan))
        case .json: try StandardStreams.print(DriftJSON().render(plan))
        case .markdown: try StandardStreams.print(DriftMarkdown().render(plan))
        case .html: try StandardStreams.print(DriftHTML(links: links).render(plan))
        case .junit: try StandardStreams.print(DriftJUnit().render(plan))
        case .sarif: try StandardStreams.print(FindingsSARIF(version: Version.current).render(driftIn: plan))
        case .codequality: try StandardStreams.print(FindingsCodeQuality().render(driftIn: plan))
        case .gitlab: throw UsageError("--format gitlab counts what a plan does: drift has no such form")
        }
        StandardStreams.complain(
            WorkflowAnnotations(environment: ProcessInfo.processInfo.environment).text(ofDriftIn: plan))
    }
}

/// Shows a plan on standard output in the chosen form.
struct PlanReport {
    /// The forms that a plan has.
    static let formats: [OutputFormat] = [.text, .json, .markdown, .html, .gitlab, .sarif, .codequality]

    let format: OutputFormat
    let common: CommonOptions
    let isVerbose: Bool
    var links: LinkBase?

    func print(_ plan: Plan) throws {
        switch format {
        case .text: try common.show(PlanText(common.terminal().layout(isVerbose: isVerbose)).render(plan))
        case .json: try StandardStreams.print(PlanJSON().render(plan))
        case .markdown: try StandardStreams.print(PlanMarkdown().render(plan))
        case .html: try StandardStreams.print(PlanHTML(links: links).render(plan))
        case .gitlab: try StandardStreams.print(PlanGitLab().render(plan))
        case .sarif: try StandardStreams.print(FindingsSARIF(version: Version.current).render(plan))
        case .codequality: try StandardStreams.print(FindingsCodeQuality().render(plan))
        case .junit: throw UsageError("--format junit is a form of drift: a plan has no such form")
        }
        StandardStreams.complain(WorkflowAnnotations(environment: ProcessInfo.processInfo.environment).text(of: plan))
    }
}
