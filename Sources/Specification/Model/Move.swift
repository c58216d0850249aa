import Diagnostics

extension Workspace {
    /// That an application has another name now: its objects stay, and become those of the new name.
    package struct Move: Sendable, Hashable {
        /// Names of applications.
        package var from: String
        package var to: String
        package var declaredAt: SourceLocation

        package init(from: String, to: String, declaredAt: SourceLocation) {
            self.from = from
            self.to = to
            self.declaredAt = declaredAt
        }
    }

    /// The names that an application had before, the latest first; moves that follow each other lead further back.
    package func formerNames(of application: String) -> [String] {
        var names: [String] = []
        var current = application
        // A circle is a finding of validation.
        while let move = moves.first(where: { $0.to == current }), !names.contains(move.from), move.from != application
        {
            names.append(move.from)
            current = move.from
        }
        return names
    }
}
