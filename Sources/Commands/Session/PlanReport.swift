import Planning
import Reports

/// Shows the drift in a plan on standard output in the chosen form.
struct DriftOutput {
    let format: OutputFormat
    let common: CommonOptions
    var links: LinkBase?

    func print(_ plan: Plan) throws {
        switch format {
        case .text: try StandardStreams.print(DriftText(common.terminal().layout()).render(plan))
        case .json: try StandardStreams.print(DriftJSON().render(plan))
        case .markdown: try StandardStreams.print(DriftMarkdown().render(plan))
        case .html: try StandardStreams.print(DriftHTML(links: links).render(plan))
        }
    }
}

/// Shows a plan on standard output in the chosen form.
struct PlanReport {
    let format: OutputFormat
    let common: CommonOptions
    let isVerbose: Bool
    var links: LinkBase?

    func print(_ plan: Plan) throws {
        switch format {
        case .text: try StandardStreams.print(PlanText(common.terminal().layout(isVerbose: isVerbose)).render(plan))
        case .json: try StandardStreams.print(PlanJSON().render(plan))
        case .markdown: try StandardStreams.print(PlanMarkdown().render(plan))
        case .html: try StandardStreams.print(PlanHTML(links: links).render(plan))
        }
    }
}
