import Diagnostics
import Files
import Git
import Glibc
import Specification

/// The git repository that keeps a project, and where the project lies in it.
struct ProjectRepository: Sendable {
    let repository: Repository
    /// The root of the work tree without links, and without a slash at its end.
    let workTree: String
    /// The project's folder in it, with a slash at its end unless it is the root.
    let folder: String
    /// The project's folder as the user named it.
    let root: String

    /// Why files cannot be read from git.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// How many bytes of specs and templates are read.
    private static let largest = 256 << 20

    /// Looks for the repository as git does; throws `Failure` where the project is in no work tree.
    init(of root: String) async throws {
        do {
            repository = try await Repository.containing(root)
        } catch let error as GitError where error.reason == .otherOwner {
            throw Failure(description: "\(error)")
        } catch {
            throw Failure(description: "\(root) is in no git work tree: \(error)")
        }
        guard let workTree = repository.workTree, let place = FolderPath(resolving: root),
            let top = FolderPath(resolving: workTree), let member = top.member(place)
        else { throw Failure(description: "\(root) is in no git work tree") }
        (self.root, self.workTree, self.folder) = (root, top.path, member.isEmpty ? "" : "\(member)/")
    }

    /// The project's specs and templates in a commit, read from the object database: neither the work tree nor the index is
    /// touched.
    func source(at commit: ObjectID) async throws -> MemoryFileSource {
        let parts = ["specs", "templates"].map { folder + $0 }
        let entries = try await repository.files(under: folder, at: commit).filter { entry in
            parts.contains { entry.path == $0 || entry.path.hasPrefix("\($0)/") }
        }
        var files: [String: MemoryFileSource.File] = [:]
        var size = 0
        var start = entries.startIndex
        while start < entries.endIndex {
            let end = min(start + 64, entries.endIndex)
            let some = entries[start..<end]
            let contents = await repository.contents(of: some.map { $0.mode == .submodule ? nil : $0.id })
            for (entry, content) in zip(some, contents) {
                let file = try Self.file(entry, content)
                if case .bytes(let bytes) = file { size += bytes.count }
                files[String(entry.path.dropFirst(folder.count))] = file
            }
            guard size <= Self.largest else {
                throw Failure(
                    description:
                        "commit \(commit.short) holds more than \(Self.largest >> 20) MiB of specs and templates")
            }
            start = end
        }
        return MemoryFileSource(files, root: root)
    }

    private static func file(
        _ entry: Git.FileEntry, _ content: Result<[UInt8]?, GitError>
    ) throws -> MemoryFileSource.File {
        let bytes: [UInt8]?
        do {
            bytes = try content.get()
        } catch {
            guard error.reason == .notFound else { throw error }
            throw Failure(
                description: "\(entry.path.sanitized) is not here: \(error); a partial clone leaves files out, "
                    + "`git fetch --refetch` brings them")
        }
        guard let bytes else { return .submodule }
        return entry.mode == .link ? .link(String(decoding: bytes, as: UTF8.self)) : .bytes(bytes)
    }

    /// The path in the work tree of a path on this machine, `.` and `..` worked out and links left alone; nil for what lies
    /// elsewhere.
    func member(at path: String) -> String? { Self.member(at: path, in: workTree) }

    static func member(at path: String, in workTree: String) -> String? {
        var kept: [Substring] = []
        for part in path.absolutePath.split(separator: "/") where part != "." {
            if part == ".." { _ = kept.popLast() } else { kept.append(part) }
        }
        return folder("/" + kept.joined(separator: "/"), in: workTree).map { String($0.dropLast()) }
    }

    private static func folder(_ place: String, in top: String) -> String? {
        if place == top { return "" }
        let prefix = top == "/" ? top : top + "/"
        return place.hasPrefix(prefix) ? place.dropFirst(prefix.count) + "/" : nil
    }
}

extension String {
    /// The path from the root; relative ones count from the working directory.
    var absolutePath: String {
        if hasPrefix("/") { return self }
        guard let folder = getcwd(nil, 0) else { return "/" + self }
        defer { free(folder) }
        return "\(String(cString: folder))/\(self)"
    }
}
