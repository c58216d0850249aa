import Foundation
import TestSupport

extension Workplace {
    /// Makes the folder a git work tree and commits what is specified; the commit.
    @discardableResult
    func commitSpecs(_ message: String = "Specs") async throws -> String {
        try await git("init", "-q", "-b", "main")
        try folder.write(".sandbox/\nstate/\n*.plan\n*.kubeconfig\n", to: ".gitignore")
        try await git("add", "-A")
        try await git("commit", "-q", "-m", message)
        return try await git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs git in the folder.
    @discardableResult
    func git(_ arguments: String...) async throws -> String { try await Program.git(arguments, in: folder.path) }
}
