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

    /// The moves of this workspace, as it was once, with those that lead back over what was moved since: the objects carry the
    /// newer names.
    package func moves(backFrom now: [Move]) -> [Move] {
        let known = Set(moves.map { [$0.from, $0.to] })
        let back = now.filter { !known.contains([$0.from, $0.to]) }
            .map { Move(from: $0.to, to: $0.from, declaredAt: $0.declaredAt) }
        return moves.filter { move in !back.contains { $0.to == move.to } } + back
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
