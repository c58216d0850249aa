import Diagnostics
import FoundationEssentials
import Planning
import Reports

/// Shows the drift in a plan on standard output in the chosen form.
struct DriftOutput {
    /// The forms that drift has.
    static let formats: [OutputFormat] = [.text, .json, .markdown, .html, .junit, .sarif, .codequality]

    let format: FormatOptions
    let common: CommonOptions
    /// The command that sets back what was found.
    var remedy = "berth apply"
    /// The command that shows what a report leaves out.
    var whole = "berth drift"

    private func print(_ text: String) throws { try StandardStreams.print(text, as: format.chosen.language) }

    private var places: FindingPlaces { .ofProject(common.root) }

    func print(_ plan: Plan) throws {
        switch format.chosen {
        case .text: try common.show(DriftText(common.terminal().layout(), remedy: remedy).render(plan))
        case .json: try print(DriftJSON().render(plan))
        case .markdown: try print(DriftMarkdown(whole: whole).render(plan))
        case .html: try print(DriftHTML(links: format.links).render(plan))
        case .junit: try print(DriftJUnit().render(plan))
        case .sarif:
            try print(FindingsSARIF(version: Version.current, places: places).render(driftIn: plan))
        case .codequality: try print(FindingsCodeQuality(places: places).render(driftIn: plan))
        case .gitlab: throw UsageError("--format gitlab counts what a plan does: drift has no such form")
        }
        StandardStreams.annotate(
            WorkflowAnnotations(environment: ProcessInfo.processInfo.environment, places: places).text(ofDriftIn: plan))
    }
}

/// Shows a plan on standard output in the chosen form.
struct PlanReport {
    /// The forms that a plan has.
    static let formats: [OutputFormat] = [.text, .json, .markdown, .html, .gitlab, .sarif, .codequality]

    let format: FormatOptions
    let common: CommonOptions
    var isVerbose = false
    /// The command that shows what a report leaves out.
    let whole: String
    /// What the plan's problems say of a branch beside its workspaces: forms that show lines have them at theirs.
    var proposed: [Diagnostic] = []

    private func print(_ text: String) throws { try StandardStreams.print(text, as: format.chosen.language) }

    private var places: FindingPlaces { .ofProject(common.root) }

    func print(_ plan: Plan) throws {
        var shown = plan
        shown.add(proposed: proposed)
        switch format.chosen {
        case .text:
            try common.show(PlanText(common.terminal().layout(isVerbose: isVerbose), whole: whole).render(shown))
        case .json: try print(PlanJSON().render(shown))
        case .markdown: try print(PlanMarkdown(whole: whole).render(shown))
        case .html: try print(PlanHTML(links: format.links).render(shown))
        case .gitlab: try print(PlanGitLab().render(plan))
        case .sarif: try print(FindingsSARIF(version: Version.current, places: places).render(plan, proposed))
        case .codequality: try print(FindingsCodeQuality(places: places).render(plan, proposed))
        case .junit: throw UsageError("--format junit is a form of drift: a plan has no such form")
        }
        StandardStreams.annotate(
            WorkflowAnnotations(environment: ProcessInfo.processInfo.environment, places: places).text(
                of: plan, proposed))
    }
}
