/// One finding about something the user gave: what is wrong, where, and what to do.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable, Comparable {
        case error, warning

        package static func < (left: Severity, right: Severity) -> Bool {
            left == .error && right == .warning
        }
    }

    package var severity: Severity
    /// One sentence without a full stop that names the thing and the reason.
    package var message: String
    package var location: SourceLocation?
    /// What to do about it, or further places; a line each.
    package var notes: [String]
    /// The line it points to may hold a secret and is not shown.
    package var isSensitive: Bool

    package init(
        _ severity: Severity, _ message: String, at location: SourceLocation? = nil, notes: [String] = [],
        isSensitive: Bool = false
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.notes = notes
        self.isSensitive = isSensitive
    }

    /// An error at `location`, with what to do about it in `notes`.
    package static func error(
        _ message: String, at location: SourceLocation? = nil, notes: String...
    ) -> Diagnostic {
        Diagnostic(.error, message, at: location, notes: notes)
    }

    /// A warning at `location`, with what to do about it in `notes`.
    package static func warning(
        _ message: String, at location: SourceLocation? = nil, notes: String...
    ) -> Diagnostic {
        Diagnostic(.warning, message, at: location, notes: notes)
    }
}
