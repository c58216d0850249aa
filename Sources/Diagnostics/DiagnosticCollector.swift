/// Gathers findings, so that all of them are shown and the work fails once.
package struct DiagnosticCollector: Sendable {
    package private(set) var diagnostics: [Diagnostic] = []
    private var known: Set<Diagnostic> = []

    package init() {}

    package var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// Keeps a finding; the same finding twice is kept once.
    package mutating func add(_ diagnostic: Diagnostic) {
        if known.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }

    package mutating func add(contentsOf others: some Sequence<Diagnostic>) {
        for diagnostic in others { add(diagnostic) }
    }

    /// Throws everything found, in order of place, if an error is among it.
    package func throwIfErrors() throws(DiagnosticsError) {
        if hasErrors { throw DiagnosticsError(diagnostics) }
    }
}

/// The user's input cannot be used; the findings say why. At least one is an error.
package struct DiagnosticsError: Error, Sendable, CustomStringConvertible {
    /// Sorted by place, those without one first.
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics.sorted { left, right in
            switch (left.location, right.location) {
            case (nil, nil): false
            case (nil, _): true
            case (_, nil): false
            case (let left?, let right?): left < right
            }
        }
    }

    package var description: String { explanation.description }
}
