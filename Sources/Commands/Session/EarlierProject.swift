import Diagnostics
import Git
import Glibc
import Specification

/// The specs and templates of a commit, read from the object database: neither the work tree nor the index is touched.
struct EarlierProject: Sendable {
    /// The first digits of the commit.
    let short: String
    /// Whether what is checked out descends from it.
    let isInHistory: Bool
    private let source: MemoryFileSource

    /// How many bytes of specs and templates are read.
    private static let largest = 256 << 20

    /// Reads the folder `root`, as it lies in its work tree, in a commit; throws `RollbackError` where that is gone.
    init(_ commit: String, of root: String) async throws {
        guard let id = ObjectID(commit) else {
            throw RollbackError("the state names `\(commit.sanitized)`, which is not a commit")
        }
        short = id.short
        let repository: Repository
        do {
            repository = try await Repository.containing(root)
        } catch {
            throw RollbackError("\(root) is in no git work tree, and commit \(id.short) is read from that: \(error)")
        }
        guard let workTree = repository.workTree, let folder = Self.folder(of: root, in: workTree) else {
            throw RollbackError("\(root) is in no git work tree, and commit \(id.short) is read from that")
        }
        do {
            let known = try await repository.resolve(commit)
            let head = try? await repository.resolve("HEAD")
            if let head {
                isInHistory = try await repository.count(of: known, beyond: head) == 0
            } else {
                isInHistory = false
            }
        } catch {
            throw RollbackError(
                "commit \(id.short), which was applied then, is not here: \(error); fetch it (`git fetch origin \(id)`), or "
                    + "bring the files back and run `berth plan`")
        }
        source = MemoryFileSource(try await Self.files(of: id, in: repository, below: folder), root: root)
    }

    /// The specification of then in the estate of now.
    func specification(estateOf root: String) throws(DiagnosticsError) -> SpecificationSet {
        try SpecificationLoader(
            source: source, estateSource: DiskFileSource(root: root), version: Version.current, checksVersions: false
        ).load(tolerating: .allButEstate)
    }

    /// The path of a folder in its work tree, with a slash at its end unless it is the root; nil where it is not in it.
    private static func folder(of root: String, in workTree: String) -> String? {
        guard let place = realPath(root), let top = realPath(workTree) else { return nil }
        if place == top { return "" }
        let prefix = top == "/" ? top : top + "/"
        return place.hasPrefix(prefix) ? place.dropFirst(prefix.count) + "/" : nil
    }

    private static func realPath(_ path: String) -> String? {
        guard let text = realpath(path.isEmpty ? "." : path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    private static func files(
        of commit: ObjectID, in repository: Repository, below folder: String
    ) async throws -> [String: MemoryFileSource.File] {
        var files: [String: MemoryFileSource.File] = [:]
        var size = 0
        for part in ["specs", "templates"] {
            let entries = try await repository.files(under: folder + part, at: commit)
            var start = entries.startIndex
            while start < entries.endIndex {
                let end = min(start + 64, entries.endIndex)
                let some = entries[start..<end]
                let contents = await repository.contents(of: some.map { $0.mode == .submodule ? nil : $0.id })
                for (entry, content) in zip(some, contents) {
                    let path = String(entry.path.dropFirst(folder.count))
                    guard let bytes = try content.get() else {
                        files[path] = .other("another repository")
                        continue
                    }
                    size += bytes.count
                    files[path] = entry.mode == .link ? .link(String(decoding: bytes, as: UTF8.self)) : .bytes(bytes)
                }
                guard size <= largest else {
                    throw RollbackError(
                        "commit \(commit.short) holds more than \(largest >> 20) MiB of specs and templates")
                }
                start = end
            }
        }
        return files
    }
}
