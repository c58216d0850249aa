import Foundation
import TestSupport

extension Site {
    /// Makes the folder a git work tree and commits what is specified; the commit.
    @discardableResult
    func commitSpecs(_ message: String = "Specs") async throws -> String { try await workplace.commitSpecs(message) }

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
