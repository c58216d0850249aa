import Files
import Glibc
import Redaction

/// The files that reports are made from and written to.
enum PageFile {
    /// A file could not be read or written.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The text of a file, or of standard input where `-` is named, of at most `limit` bytes; `what` is what a message calls it.
    static func text(_ path: String, what: String, limit: Int) throws -> String {
        guard path != "-" || !StandardStreams.isTerminal(STDIN_FILENO) else {
            throw UsageError("`-` means \(what) on standard input, which is a terminal here")
        }
        let bytes: [UInt8]
        do {
            bytes =
                path == "-"
                ? try ByteStream.read(STDIN_FILENO, expecting: 0, limit: limit)
                : try RegularFile(reading: path, limit: limit).bytes
        } catch {
            throw Failure(description: "cannot read \(what) \(path): \(error)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a report to a file, whole or not at all, or to standard output where none or `-` is named; without the secrets that this
    /// process knows.
    static func write(_ text: String, to path: String?) throws {
        guard let path, path != "-" else { return try StandardStreams.print(text) }
        do {
            try OutputFile.write(Array(KnownSecrets.shared.redacting(text).utf8), to: path, mode: 0o644)
        } catch {
            throw Failure(description: "cannot write \(path): \(error)")
        }
    }
}
