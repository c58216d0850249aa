import Git
import Resources

extension StateRepository {
    /// The files under a folder whose paths `isWanted` keeps, in the order of paths, as `read` makes them of their bytes; nil
    /// where there is something else than a file, an error where one cannot be read.
    ///
    /// The bytes of a few are held at a time, and read on all processors.
    func files<Content: Sendable>(
        under folder: String = "", at revision: StateRevision, where isWanted: (String) -> Bool,
        read: @Sendable (_ path: String, _ bytes: Result<[UInt8]?, StateError>) -> Content
    ) async throws -> [Content] {
        var result: [Content] = []
        try await eachPart(under: folder, at: revision, where: isWanted) { part in
            result += part.concurrentlyMapped { read($0.path, $0.bytes) }
        }
        return result
    }

    /// As `files`, each given to `take`.
    func eachFile(
        under folder: String = "", at revision: StateRevision, where isWanted: (String) -> Bool,
        _ take: (_ path: String, _ bytes: Result<[UInt8]?, StateError>) throws -> Void
    ) async throws {
        try await eachPart(under: folder, at: revision, where: isWanted) { part in
            for file in part { try take(file.path, file.bytes) }
        }
    }

    /// Each is read by what its folder says of it: found by its path from the root, each would cost a look at all workspaces.
    private func eachPart(
        under folder: String, at revision: StateRevision, where isWanted: (String) -> Bool,
        _ take: ([(path: String, bytes: Result<[UInt8]?, StateError>)]) throws -> Void
    ) async throws {
        guard let commit = revision.commit else { return }
        let files = try await stating { try await git.files(under: folder, at: commit).filter { isWanted($0.path) } }
        var start = files.startIndex
        var part = await contents(of: files, from: start)
        while !part.isEmpty {
            try Task.checkCancellation()
            start += part.count
            // The next are read while these are looked at.
            async let next = contents(of: files, from: start)
            try take(part)
            part = await next
        }
    }

    /// The files from a place on, no more than are held at once.
    private func contents(
        of files: [FileEntry], from start: Int
    ) async -> [(path: String, bytes: Result<[UInt8]?, StateError>)] {
        let part = files[start..<min(start + 64, files.endIndex)]
        let contents = await git.contents(of: part.map { [.submodule, .link].contains($0.mode) ? nil : $0.id })
        return zip(part, contents).map { ($0.path, $1.mapError(StateError.init)) }
    }
}
