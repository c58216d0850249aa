import FoundationEssentials
import Glibc
import Redaction

/// Shows long results on a terminal in a program that pages.
///
/// `BERTH_PAGER`, else `PAGER`, else `less`, which ends by itself where everything fits (`LESS=FRX`). An empty one, `cat`,
/// `--no-pager`, a dumb terminal and pipelines get the text as it is.
package struct Pager: Sendable {
    /// The command, for a shell; nil where nothing is to be paged.
    package let command: String?
    /// What it is told beside this process's own environment.
    private let setsLess: Bool

    /// `finds` says whether there is a program of this name.
    package init(
        isTerminal: Bool, isRefused: Bool, environment: [String: String], finds: (String) -> Bool = Self.isProgram
    ) {
        setsLess = environment["LESS"] == nil
        let named = environment["BERTH_PAGER"] ?? environment["PAGER"]
        let isAble = isTerminal && !isRefused && environment["TERM"] != "dumb" && (environment["CI"] ?? "").isEmpty
        guard isAble, named != "", named != "cat" else {
            command = nil
            return
        }
        command = named ?? (finds("less") ? "less" : nil)
    }

    /// Whether a program is on PATH.
    package static func isProgram(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// Shows a text of more than `rows` lines in the pager, without the secrets that this process knows, and returns when the
    /// reader has left; prints it otherwise, and where the pager cannot be started.
    func show(_ text: String, rows: Int) throws {
        guard let command, text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) >= rows else {
            return try StandardStreams.print(text)
        }
        if setsLess { setenv("LESS", "FRX", 1) }
        defer { if setsLess { unsetenv("LESS") } }
        // Nothing else goes on while somebody reads, and signals of the keyboard are the pager's.
        guard let pipe = popen(command, "w") else { return try StandardStreams.print(text) }
        let bytes = Array(KnownSecrets.shared.redacting(text).withoutCommands.utf8)
        // A reader who leaves early closes the pipe.
        _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, pipe) }
        let status = pclose(pipe)
        // The shell's word that there is no such program, or that it cannot be run.
        if [126, 127].contains(status >> 8 & 0xFF) { try StandardStreams.print(text) }
    }
}
