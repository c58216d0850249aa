/// The snapshots of an estate as they are in one commit.
package struct RecordedState: Sendable {
    package var revision: StateRevision
    /// By group.
    package var snapshots: [String: Snapshot] = [:]
    /// Snapshots that are there and cannot be read, by path.
    package var unreadable: [SnapshotError] = []

    package init(revision: StateRevision, snapshots: [String: Snapshot] = [:]) {
        self.revision = revision
        self.snapshots = snapshots
    }

    /// Throws the first snapshot that cannot be read: without it a plan would not know what is protected, nor what Berth applied.
    package func checkReadable() throws(SnapshotError) {
        if let error = unreadable.first { throw error }
    }
}

extension StateRepository {
    /// The snapshots of all workspaces and clusters in the newest state.
    package func recorded() async throws -> RecordedState {
        let revision = try await head()
        var state = RecordedState(revision: revision)
        try await eachFile(at: revision, where: { $0.hasSuffix("/snapshot.json") }) { path, content in
            do {
                guard let bytes = try content.get() else {
                    throw SnapshotError(path: path, reason: "it is not a file")
                }
                let snapshot = try Snapshot(json: bytes, path: path)
                guard Snapshot.path(group: snapshot.group) == path else {
                    throw SnapshotError(path: path, reason: "it says that it is the snapshot of \(snapshot.group)")
                }
                state.snapshots[snapshot.group] = snapshot
            } catch let error as SnapshotError {
                state.unreadable.append(error)
            } catch let error as StateError where error.reason == .git(.tooLarge) {
                state.unreadable.append(SnapshotError(path: path, reason: error.message))
            }
        }
        return state
    }
}
