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
        let read = try await files(at: revision, where: { $0.hasSuffix("/snapshot.json") }) { path, bytes in
            Result { try Snapshot(recorded: bytes, at: path) }
        }
        for result in read {
            do {
                let snapshot = try result.get()
                state.snapshots[snapshot.group] = snapshot
            } catch let error as SnapshotError {
                state.unreadable.append(error)
            }
        }
        return state
    }
}

extension Snapshot {
    /// Reads what stands at a path of the state. Throws `SnapshotError` where that is no snapshot of what the path names, and
    /// `StateError` where the repository cannot be read.
    fileprivate init(recorded bytes: Result<[UInt8]?, StateError>, at path: String) throws {
        do {
            guard let bytes = try bytes.get() else { throw SnapshotError(path: path, reason: "it is not a file") }
            try self.init(json: bytes, path: path)
        } catch let error as StateError where error.reason == .git(.tooLarge) {
            throw SnapshotError(path: path, reason: error.message)
        }
        guard Self.path(group: group) == path else {
            throw SnapshotError(path: path, reason: "it says that it is the snapshot of \(group)")
        }
    }
}
