import Document

extension Plan {
    /// What a plan goes back to: it is held against the files of that commit, not against those at hand.
    package struct Rollback: Sendable, Hashable {
        package var workspace: String
        /// The revision of the state whose snapshot names the commit and the digests.
        package var revision: String
        /// The commit of the specifications.
        package var commit: String

        package init(workspace: String, revision: String, commit: String) {
            self.workspace = workspace
            self.revision = revision
            self.commit = commit
        }

        var value: Value {
            ["workspace": .string(workspace), "revision": .string(revision), "commit": .string(commit)]
        }

        init(_ reader: FieldReader) throws {
            self.init(
                workspace: try reader.string("workspace"), revision: try reader.string("revision"),
                commit: try reader.string("commit"))
        }
    }

    /// Throws `PlanFileError` where a rollback is about other workspaces than its own: their files stay those at hand.
    package func checkRollback() throws(PlanFileError) {
        guard let rollback else { return }
        guard purpose == .apply else { throw PlanFileError(reason: "it rolls a workspace back and destroys") }
        if let other = groups.first(where: { $0.namespace != nil && $0.name != rollback.workspace }) {
            throw PlanFileError(reason: "it rolls \(rollback.workspace) back and is about \(other.name)")
        }
    }
}
