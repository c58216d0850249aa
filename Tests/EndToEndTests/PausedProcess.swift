import Foundation
import TestSupport

/// A berth that waits for its start, so that its number is known before its first request.
struct PausedProcess: Sendable {
    let process: ChildProcess
    private let start: Int32

    init(
        _ arguments: [String], environment: [String: String], in folder: String, output: Int32, errors: Int32
    ) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Program.Failure(description: "no pipe") }
        process = try ChildProcess(
            ["sh", "-c", #"read -r line; exec "$0" "$@""#, Workplace.berth]
                + arguments,
            environment: environment, in: folder, input: ends[0], output: output, errors: errors)
        close(ends[0])
        start = ends[1]
    }

    /// Lets it go; to be called once.
    func go() {
        _ = write(start, "\n", 1)
        close(start)
    }
}
