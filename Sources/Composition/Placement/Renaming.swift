import Specification

/// That a workspace which is nowhere yet most likely is one that has no specification any more, by another id: by that its API is
/// new and empty.
package struct Renaming: Sendable, Hashable {
    /// What speaks for it, the strongest first.
    package enum Sign: Sendable, Hashable, CaseIterable {
        /// It has the name that the other had for its id.
        case name
        /// It stands in the file that the other stood in.
        case file
        /// Its document says what that of the other said, names apart.
        case content
    }

    package var workspace: Workspace
    /// The cluster of each workspace that it may have been.
    package var former: [String: String]
    package var sign: Sign

    package init(of workspace: Workspace, from former: [String: String], by sign: Sign) {
        self.workspace = workspace
        self.former = former
        self.sign = sign
    }

    private var ids: String { former.keys.sorted().joined(separator: " or ") }

    /// What speaks for it, and what it means but for what becomes of the old one.
    package var meaning: String {
        let (new, old) = (workspace.id, ids)
        let fact =
            switch sign {
            case .name: "the workspace named \(workspace.name) has the id \(new)"
            case .file: "workspace \(new) stands in \(workspace.file), where \(old) stood"
            case .content: "workspace \(new) is specified as \(old) was, names apart"
            }
        return "\(fact): by another id its API is new and empty, and nothing of \(old) comes along"
    }

    /// What it means where the old one stays.
    package var explanation: String {
        let clusters = Set(former.values).sorted().joined(separator: " and ")
        return "\(meaning); \(ids) stays on \(clusters), orphaned"
    }

    /// How the old one is had again.
    package var wayBack: String { sign == .name ? "set the id back" : "set name and id back" }

    /// What to do about it.
    package var hint: String {
        let removals = former.keys.sorted().map { "`berth destroy \($0)`" }.joined(separator: " or ")
        return "\(wayBack), or plan with --allow relocate; \(removals) removes the old one"
    }
}
