import Backends
import Files
import FoundationEssentials
import Git

/// The pipelines of a forge, as `berth init --ci` writes them: the files of `templates/pipelines/`, which the program holds.
struct PipelineTemplates {
    /// Path and text of each file.
    var files: [(path: String, text: String)]
    /// What is left to do, in lines.
    var advice: String

    /// The files of `templates/pipelines/`, each with its path in a project.
    private static let embedded: [(kind: ForgeKind, path: String, text: [UInt8])] = [
        (.github, ".github/workflows/berth-plan.yaml", PackageResources.github_plan_yaml),
        (.github, ".github/workflows/berth-apply.yaml", PackageResources.github_apply_yaml),
        (.github, ".github/workflows/berth-drift.yaml", PackageResources.github_drift_yaml),
        (.gitlab, ".gitlab/berth.yml", PackageResources.gitlab_yml),
        (.forgejo, ".forgejo/workflows/berth-plan.yaml", PackageResources.forgejo_plan_yaml),
        (.forgejo, ".forgejo/workflows/berth-apply.yaml", PackageResources.forgejo_apply_yaml),
        (.forgejo, ".forgejo/workflows/berth-drift.yaml", PackageResources.forgejo_drift_yaml),
    ]

    /// What the head of a pipeline says beyond its file.
    private static let include = "include: {local: .gitlab/berth.yml}"

    /// The files for a project in a folder.
    static func files(_ kind: ForgeKind, in root: String) -> PipelineTemplates {
        var files = embedded.filter { $0.kind == kind }.map {
            (path: "\(root)/\($0.path)", text: String(decoding: $0.text, as: UTF8.self))
        }
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

    /// The work tree of git that a folder lies in without being its top: forges look for pipelines there and nowhere else. Nil
    /// where the folder is the top of one, or in none.
    static func outerWorkTree(of root: String) -> String? {
        guard let folder = FolderPath(resolving: root) else { return FolderPath(above: root)?.workTree?.path }
        let top = folder.workTree
        return top == folder ? nil : top?.path
    }
}
