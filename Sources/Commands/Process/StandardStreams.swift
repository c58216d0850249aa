import Diagnostics
import Files
import Glibc
import Redaction
import Synchronization

/// Writes results to standard output, and diagnostics to standard error.
package enum StandardStreams {
    /// Standard output or error could not be written.
    package struct WriteError: Error, CustomStringConvertible {
        package var description: String
    }

    /// What a result is written in, which decides how a runner's commands are kept out of it: that is done where texts go
    /// out, and nowhere before. Files need none of it: what is posted to a forge goes past runners.
    package enum Language: Sendable {
        /// For people, also as Markdown.
        case text
        case json
        /// HTML and XML.
        case markup
        /// Scripts and manifests, which are used as they stand.
        case source

        /// A text in this language that means the same and holds no command of a runner.
        func withoutCommands(_ text: String) -> String {
            switch self {
            case .text: text.withoutCommands
            // In both, hashes stand in texts alone.
            case .json: text.replacing("##[", with: #"\u0023#["#)
            case .markup: text.replacing("##[", with: "&#35;#[")
            case .source: text
            }
        }
    }

    private static let isOutputClosed = Mutex(false)

    /// Opens what the caller left closed (`>&-`), so that no file of Berth's own gets the number of a standard stream and with
    /// it what was meant for people. Reading or writing such a stream fails as it would closed.
    package static func open() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number is this one, since those below are open.
            _ = Glibc.open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes a result without the secrets that this process knows, and without what the runner of a pipeline would take for a
    /// command. A reader that has gone away (`berth plan | head`) is no error: the rest is dropped.
    package static func print(_ text: String, as language: Language = .text) throws(WriteError) {
        try reveal(Array(language.withoutCommands(KnownSecrets.shared.redacting(text)).utf8))
    }

    /// Writes a result that is a secret and asked for as such: a kubeconfig.
    package static func reveal(_ bytes: [UInt8]) throws(WriteError) {
        guard !isOutputClosed.withLock({ $0 }) else { return }
        do {
            try OutputFile.put(bytes, into: STDOUT_FILENO)
        } catch .system(EPIPE) {
            isOutputClosed.withLock { $0 = true }
        } catch {
            throw WriteError(description: "cannot write to standard output: \(error)")
        }
    }

    /// Writes a message for the user as `print` writes a result; there is nowhere to say that it failed.
    package static func complain(_ text: String) {
        try? OutputFile.put(Array(KnownSecrets.shared.redacting(text).withoutCommands.utf8), into: STDERR_FILENO)
    }

    /// Writes commands for the runner of a pipeline, without the secrets that this process knows.
    package static func annotate(_ commands: String) {
        try? OutputFile.put(Array(KnownSecrets.shared.redacting(commands).utf8), into: STDERR_FILENO)
    }

    /// Whether a stream is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}
