import FoundationEssentials
import Glibc
import Reports

extension FindingPlaces {
    /// Those of a project in its repository. The top is what the pipeline says it checked out, or else the nearest folder that git
    /// takes for one; the folder of the process where there is none.
    static func ofProject(_ root: String) -> FindingPlaces {
        let folder = resolved(FileManager.default.currentDirectoryPath)
        let environment = ProcessInfo.processInfo.environment
        let named = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].lazy.compactMap { environment[$0] }.map(resolved).first {
            !$0.isEmpty && (folder == $0 || folder.hasPrefix("\($0)/"))
        }
        return FindingPlaces(folder: folder, top: named ?? repository(of: folder) ?? folder, root: root)
    }

    private static func repository(of folder: String) -> String? {
        var parts = folder.split(separator: "/")
        while !parts.isEmpty {
            let candidate = "/" + parts.joined(separator: "/")
            if FileManager.default.fileExists(atPath: "\(candidate)/.git") { return candidate }
            parts.removeLast()
        }
        return nil
    }

    /// A path without links; as it is where nothing is there.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
