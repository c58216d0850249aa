import Files
import Glibc

/// What a command reads from a file, or from standard input where `-` is named.
enum InputFile {
    /// A file could not be read.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// All bytes, of which there may be `limit`; `what` is what messages call it (`the plan`), and `hint` says what to do where
    /// standard input is a terminal.
    static func bytes(_ path: String, what: String, limit: Int, hint: String? = nil) throws -> [UInt8] {
        let isStandardInput = path == "-"
        guard !isStandardInput || !StandardStreams.isTerminal(STDIN_FILENO) else {
            let advice = hint.map { ": \($0)" } ?? ""
            throw UsageError("`-` means \(what) on standard input, which is a terminal here\(advice)")
        }
        do {
            return isStandardInput
                ? try ByteStream.read(STDIN_FILENO, limit: limit) : try RegularFile(reading: path, limit: limit).bytes
        } catch {
            throw Failure(
                description: "cannot read \(what) \(isStandardInput ? "on standard input" : path): \(error)")
        }
    }
}
