import Backends
import FoundationEssentials

/// The pipelines of a forge, as `berth init --ci` writes them: the files of `templates/pipelines/`.
///
/// A test keeps them in step with the files.
struct PipelineTemplates {
    /// Path and text of each file.
    var files: [(path: String, text: String)]
    /// What is left to do, in lines.
    var advice: String

    /// The files of `templates/pipelines/`, each with its path in a project.
    static let embedded: [(kind: ForgeKind, source: String, path: String, text: String)] = [
        (.github, "github/berth-plan.yaml", ".github/workflows/berth-plan.yaml", gitHubPlan),
        (.github, "github/berth-apply.yaml", ".github/workflows/berth-apply.yaml", gitHubApply),
        (.github, "github/berth-drift.yaml", ".github/workflows/berth-drift.yaml", gitHubDrift),
        (.gitlab, "gitlab/berth.yml", ".gitlab/berth.yml", gitLab),
        (.forgejo, "forgejo/berth-plan.yaml", ".forgejo/workflows/berth-plan.yaml", forgejoPlan),
        (.forgejo, "forgejo/berth-apply.yaml", ".forgejo/workflows/berth-apply.yaml", forgejoApply),
        (.forgejo, "forgejo/berth-drift.yaml", ".forgejo/workflows/berth-drift.yaml", forgejoDrift),
    ]

    /// What the head of a pipeline says beyond its file.
    private static let include = "include: {local: .gitlab/berth.yml}"

    /// The files for a project in a folder.
    static func files(_ kind: ForgeKind, in root: String) -> PipelineTemplates {
        var files = embedded.filter { $0.kind == kind }.map { (path: "\(root)/\($0.path)", text: $0.text) }
        var advice = "next: set up the variables and secrets that the head of \(files.first?.path ?? "it") names\n"
        if kind == .gitlab {
            let main = "\(root)/.gitlab-ci.yml"
            if FileManager.default.fileExists(atPath: main) {
                advice = "next: write `\(include)` into \(main)\n" + advice
            } else {
                files.append((main, "\(include)\n"))
            }
        }
        return PipelineTemplates(files: files, advice: advice)
    }
}
