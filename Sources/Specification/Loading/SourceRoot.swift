/// The folder that a source of specifications reads from, as messages call it, and the parts of it that links stay in.
struct SourceRoot: Sendable, Hashable {
    /// As the user typed it.
    let path: String

    /// What messages call a path below it.
    func displayName(of path: String) -> String {
        if self.path.isEmpty || self.path == "." { return path }
        if path.isEmpty { return self.path }
        return self.path.hasSuffix("/") ? self.path + path : "\(self.path)/\(path)"
    }

    /// The part that a path lies in: `specs/workspaces`, which teams write, or a folder at the top; empty for the root itself
    /// and for what leads out of it.
    static func part(of path: String) -> String {
        let parts = path.normalizedPath
        guard let first = parts.first, !first.isEmpty, first != ".." else { return "" }
        return parts.starts(with: ["specs", "workspaces"]) ? "specs/workspaces" : String(first)
    }
}
