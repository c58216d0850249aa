import Diagnostics
import Files
import Glibc
import Redaction
import Reports

/// An output of the process: whether it is a terminal, how wide it is, and what may be written to it.
package struct Terminal: Sendable {
    package let settings: TerminalSettings
    private let descriptor: Int32
    private let environment: [String: String]
    /// The width of what is no terminal: files and logs of pipelines, which do not fold at 80.
    private static let fileWidth = 120

    /// Looks at standard output, or another descriptor; `refusesColor` is `--no-color`.
    package init(descriptor: Int32 = STDOUT_FILENO, refusesColor: Bool = false, environment: [String: String]) {
        self.descriptor = descriptor
        self.environment = environment
        settings = TerminalSettings(
            isTerminal: isatty(descriptor) == 1, refusesColor: refusesColor, environment: environment)
    }

    /// Columns and rows, asked anew each time since windows change; nil where it is no terminal.
    private var size: winsize? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return size
    }

    /// The columns of the terminal, else `COLUMNS`, else 120.
    package var width: Int {
        size.map { Int($0.ws_col) } ?? environment["COLUMNS"].flatMap { Int($0) } ?? Self.fileWidth
    }

    /// The rows of the terminal; 24 where they are not known.
    package var height: Int {
        size.map { Int($0.ws_row) }.flatMap { $0 > 0 ? $0 : nil } ?? 24
    }

    /// How reports are laid out here.
    package func layout(isVerbose: Bool = false) -> TextLayout {
        TextLayout(width: width, usesColor: settings.usesColor, isVerbose: isVerbose)
    }

    /// Writes all of a text, without the secrets that this process knows and without commands of a runner; what nobody reads any
    /// more (a closed pipe) is dropped.
    package func write(_ text: String) {
        try? OutputFile.put(Array(KnownSecrets.shared.redacting(text).withoutCommands.utf8), into: descriptor)
    }
}
