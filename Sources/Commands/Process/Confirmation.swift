import Glibc

/// Asks whoever sits at the terminal before something is written.
enum Confirmation {
    /// The answer was not `yes`.
    struct Declined: Error, CustomStringConvertible {
        var description: String { "not approved: nothing was written" }
    }

    /// Whether somebody can be asked: standard input is a terminal.
    static var isPossible: Bool { StandardStreams.isTerminal(STDIN_FILENO) }

    /// Returns once `yes` was typed, and throws `Declined` for any other answer. Where nobody can be asked it throws
    /// `UsageError`, which says `alternative`.
    static func ask(_ question: String, otherwise alternative: String) async throws {
        guard isPossible else { throw UsageError("nobody can be asked here: \(alternative)") }
        StandardStreams.complain("\n\(question) Only `yes` is taken for an approval: ")
        // Nothing was written yet, and the reading thread cannot be woken.
        let answer = await SignalWatch.shared.ending { readLine() }
        guard answer == "yes" else { throw Declined() }
    }
}
