import Foundation
import TestSupport

extension Site {
    /// Makes the folder a git work tree and commits what is specified; the commit.
    @discardableResult
    func commitSpecs(_ message: String = "Specs") async throws -> String {
        func run(_ arguments: String...) async throws -> String { try await Program.git(arguments, in: folder.path) }
        _ = try await run("init", "-q", "-b", "main")
        try folder.write(".sandbox/\nstate/\n*.plan\n*.kubeconfig\n", to: ".gitignore")
        _ = try await run("add", "-A")
        _ = try await run("commit", "-q", "-m", message)
        return try await run("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Asks the git of the specs.
    @discardableResult
    func specsGit(_ arguments: String...) async throws -> String { try await Program.git(arguments, in: folder.path) }

    /// Whether a run holds locks on the cluster `m1`.
    var isRunning: Bool {
        get async throws {
            try await kubectl("m1", "-n", "berth-system", "get", "leases", "-o", "name").contains(".run.")
        }
    }
}
