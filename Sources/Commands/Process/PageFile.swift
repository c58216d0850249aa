import Files
import Redaction

/// The files that reports are written to.
enum PageFile {
    /// A file could not be written.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Writes a report to a file, whole or not at all, or a page to standard output where none or `-` is named; without the secrets
    /// that this process knows.
    static func write(_ text: String, to path: String?) throws {
        guard let path, path != "-" else { return try StandardStreams.print(text, as: .markup) }
        do {
            try OutputFile.write(Array(KnownSecrets.shared.redacting(text).utf8), to: path, mode: 0o644)
        } catch {
            throw Failure(description: "cannot write \(path): \(error)")
        }
    }
}
