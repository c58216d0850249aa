import Foundation
import TestSupport
import Testing

extension Site {
    /// Runs berth and kills it at a request, named as faults of the sandbox name them, after so many of that name; gives how it
    /// ended: 137 where it was killed.
    func killing(
        _ arguments: [String], _ boundary: Kill.Boundary, _ match: String, skipping earlier: Int = 0
    ) async throws -> Int32 {
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        let paused = try PausedProcess(
            arguments, environment: Self.planted.merging(["BERTH_LEASE_SECONDS": "3"]) { $1 }, in: folder.path,
            output: nowhere, errors: nowhere)
        try await sandbox(
            "fault", "add", "kill-client", "--process", "\(paused.process.identifier)", "--moment", boundary.rawValue,
            "--times", "1", "--skip", "\(earlier)", "--match", match)
        paused.go()
        let status = paused.process.waitUntilExit()
        try await sandbox("fault", "clear")
        return status
    }

    /// Runs berth again and again until the lock of a killed run has ended and the command is done.
    func resuming(_ arguments: String...) async throws {
        try await eventually("\(arguments) goes on where a run was killed") {
            try await workplace.berth(arguments).status == 0
        }
    }
}
