import Diagnostics
import Redaction

/// An outside program that was run, and why that did not give a result.
package struct ToolError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Cause: Sendable, Equatable {
        /// The program is not on the path; `hint` says how to get it.
        case notInstalled(hint: String?)
        /// It ended with this status; `complaint` is what it wrote to standard error, cut and safe to print.
        case failed(status: Int32, complaint: String)
        /// A signal ended it.
        case killed(signal: Int32)
        /// It did not end in time; `complaint` is what it had written to standard error, cut and safe to print.
        case timedOut(Duration, complaint: String)
        /// It wrote more than this many bytes to standard output or standard error.
        case outputTooLarge(limit: Int)
        /// It could not be started, or not be talked to.
        case unusable(String)
    }

    /// The program's name or path.
    package var program: String
    /// What it was run for: "encrypt a secret".
    package var purpose: String
    package var cause: Cause

    package init(_ program: String, _ purpose: String, _ cause: Cause) {
        self.program = program
        self.purpose = purpose
        self.cause = cause
    }

    package var description: String {
        "cannot \(purpose): \(program) \(reason)"
    }

    private var reason: String {
        switch cause {
        case .notInstalled(let hint): "is not installed" + (hint.map { "; \($0)" } ?? "")
        case .failed(let status, ""): "ended with status \(status)"
        case .failed(let status, let complaint): "ended with status \(status): \(complaint)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut(let limit, let complaint):
            "took longer than \(limit.components.seconds) s" + (complaint.isEmpty ? "" : ": \(complaint)")
        case .outputTooLarge(let limit): "wrote more than \(limit) bytes"
        case .unusable(let reason): reason
        }
    }

    /// What a program wrote to standard error, as one line of bounded length without control characters or known secrets.
    ///
    /// `isCut`: there was more. A secret that the cut went through cannot be told any more, so that the end is left out.
    static func complaint(_ text: String, limit: Int = 2_000, isCut: Bool = false) -> String {
        let redacted = KnownSecrets.shared.redacting(text)
        let lines = redacted.dropLast(isCut ? longestSpelling : 0).split(whereSeparator: \.isNewline).map {
            $0.sanitizedLine
        }
        .filter { !$0.isEmpty }
        let line = lines.joined(separator: "; ")
        return line.count > limit || isCut ? line.prefix(limit) + " …" : line
    }

    /// More characters than what is known of a secret ever takes.
    private static let longestSpelling = 4 << 10
}

extension Substring {
    fileprivate var sanitizedLine: String {
        String(trimmingPrefix { $0.isWhitespace }).sanitized
    }
}
