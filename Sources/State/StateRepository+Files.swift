import Git

extension StateRepository {
    /// The files under a folder whose paths `isWanted` keeps, in the order of paths, given to `take` a few at a time; nil where
    /// there is something else than a file, an error where one cannot be read.
    ///
    /// Each is read by what its folder says of it: found by its path from the root, each would cost a look at all workspaces.
    func eachFile(
        under folder: String = "", at revision: StateRevision, where isWanted: (String) -> Bool,
        _ take: (_ path: String, _ bytes: Result<[UInt8]?, StateError>) throws -> Void
    ) async throws {
        guard let commit = revision.commit else { return }
        let files = try await stating { try await git.files(under: folder, at: commit).filter { isWanted($0.path) } }
        var start = files.startIndex
        while start < files.endIndex {
            // No more of them are held at once.
            let end = min(start + 64, files.endIndex)
            let part = files[start..<end]
            let contents = await git.contents(of: part.map { [.submodule, .link].contains($0.mode) ? nil : $0.id })
            try Task.checkCancellation()
            for (file, result) in zip(part, contents) { try take(file.path, result.mapError(StateError.init)) }
            start = end
        }
    }
}
