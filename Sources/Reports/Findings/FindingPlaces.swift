import Diagnostics

/// Where the files of findings lie in the repository, by which forges know them: paths of messages begin at the folder that berth
/// was run in.
package struct FindingPlaces: Sendable {
    /// The folder that berth was run in, from the top of the repository: no parts at the top.
    private let folder: [Substring]
    /// The estate's file as messages name it: the place of what comes from no line of the specification.
    private let estate: String

    /// `folder` is the folder that berth was run in, and `top` that of the repository, both without links; where one is not in the
    /// other, paths stay as they are. `root` is the project's folder as the user named it.
    package init(folder: String = "/", top: String = "/", root: String = ".") {
        let (folder, top) = (folder.split(separator: "/"), top.split(separator: "/"))
        self.folder = folder.starts(with: top) ? Array(folder.dropFirst(top.count)) : []
        estate = root == "." ? "specs/estate.yaml" : "\(root)/specs/estate.yaml"
    }

    /// The location with its file as the forge names it; that of the estate where there is none.
    func place(of location: SourceLocation?) -> SourceLocation {
        let location = location ?? SourceLocation(file: estate)
        guard !location.file.hasPrefix("/") else { return location }
        var parts = folder
        for part in location.file.split(separator: "/") where part != "." {
            // What leads out of the repository has no name in it.
            guard part != ".." || !parts.isEmpty else { return location }
            if part == ".." { parts.removeLast() } else { parts.append(part) }
        }
        return SourceLocation(file: parts.joined(separator: "/"), line: location.line, column: location.column)
    }
}
