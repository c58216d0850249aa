import CGit2
import Glibc

/// A git repository on this machine.
///
/// Everything that blocks runs on the repository's own executor, one call after another; several repositories, and
/// several values for one path, work beside each other. Every method throws `GitError`.
package actor Repository {
    /// The folder that holds `HEAD` and `objects`, with a trailing slash.
    package nonisolated let path: String
    /// The root of the work tree, with a trailing slash; nil where the repository is bare.
    package nonisolated let workTree: String?

    private let executor: RepositoryExecutor
    private let owner: RepositoryHandle

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// The libgit2 repository; valid as long as this actor.
    var raw: OpaquePointer { owner.handle.pointer }

    private init(_ owner: RepositoryHandle, on executor: RepositoryExecutor) {
        self.executor = executor
        self.owner = owner
        path = String(cString: git_repository_path(owner.handle.pointer))
        workTree = git_repository_workdir(owner.handle.pointer).map { String(cString: $0) }
    }

    /// The repository at `path`: its git folder or the root of its work tree.
    package static func open(at path: String) async throws -> Repository {
        let executor = RepositoryExecutor()
        return Repository(try await executor.run { () throws(GitError) in try .open(path) }, on: executor)
    }

    /// The repository that `path` lies in, looked for upwards as `git` does.
    package static func containing(_ path: String) async throws -> Repository {
        let executor = RepositoryExecutor()
        return Repository(try await executor.run { () throws(GitError) in try .discover(from: path) }, on: executor)
    }

    /// The bare repository at `path`, made on first use with `branch` as its branch.
    ///
    /// A new repository appears whole or not at all, also when several processes make it at once. Refuses a path that
    /// holds anything else, a repository of another user, and one that has a work tree.
    package static func openOrCreateBare(at path: String, branch: String = "main") async throws -> Repository {
        let executor = RepositoryExecutor()
        let owner = try await executor.run { () throws(GitError) in
            try RepositoryHandle.openOrCreateBare(at: path, branch: branch)
        }
        return Repository(owner, on: executor)
    }
}

/// The libgit2 repository of one `Repository`.
///
/// `@unchecked`: made on the executor of the actor that owns it and used only there afterwards.
final class RepositoryHandle: @unchecked Sendable {
    let handle: Handle

    init(_ handle: consuming Handle) {
        self.handle = handle
    }
}
