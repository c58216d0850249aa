import Files
import FoundationEssentials
import Git
import Reports

extension FindingPlaces {
    /// Those of a project in its repository. The top is what the pipeline says it checked out, or else the nearest folder that git
    /// takes for one; the folder of the process where there is none.
    static func ofProject(_ root: String) -> FindingPlaces {
        guard let folder = FolderPath(resolving: ".") else { return FindingPlaces(root: root) }
        let environment = ProcessInfo.processInfo.environment
        let named = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].lazy.compactMap { environment[$0] }.filter { !$0.isEmpty }
            .compactMap { FolderPath(resolving: $0) }.first { $0.member(folder) != nil }
        let top = named ?? folder.workTree ?? folder
        return FindingPlaces(folder: folder.path, top: top.path, root: root)
    }
}
