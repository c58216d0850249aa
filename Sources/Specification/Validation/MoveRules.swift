import Diagnostics
import Document

/// What must hold for applications that are said to have another name now.
struct MoveRules {
    let set: SpecificationSet
    /// See `LoadedCatalog`.
    let unreadable: Set<String>
    let findings: Findings

    func check() {
        for workspace in set.workspaces where !workspace.moves.isEmpty { check(workspace) }
    }

    private func check(_ workspace: Workspace) {
        let names = Set(set.applications(of: workspace).map(\.application.name))
        checkUnique(workspace, "from", \.from)
        checkUnique(workspace, "to", \.to)
        for (index, move) in workspace.moves.enumerated() {
            func place(_ key: String) -> SourceLocation {
                workspace.marks.location(of: Path([.key("spec"), .key("moved"), .index(index), .key(key)]))
            }
            guard move.from != move.to else {
                findings.report("`application/\(move.from)` is moved to itself", at: place("to"))
                continue
            }
            if leadsBack(move, in: workspace.moves) {
                findings.report("the moves lead back to `application/\(move.from)`", at: place("from"))
                continue
            }
            if names.contains(move.from) {
                findings.report(
                    "`application/\(move.from)` is moved to `application/\(move.to)`, and the workspace "
                        + "`\(workspace.id)` still gets it", at: place("from"),
                    notes: "take it out of `applications` or `exclude` it, or take the move out")
            }
            let leadsOn = workspace.moves.contains { $0.from == move.to }
            if !names.contains(move.to), !leadsOn, !unreadable.contains(move.to) {
                findings.report(
                    "`application/\(move.from)` is moved to `application/\(move.to)`, which the workspace "
                        + "`\(workspace.id)` does not get", at: place("to"),
                    notes: "add `\(move.to)` to its `applications`, or take the move out")
            }
            checkShared(move, workspace, place("from"))
        }
    }

    /// What clusters share is renamed for all workspaces of them at once, or for none.
    private func checkShared(_ move: Workspace.Move, _ workspace: Workspace, _ place: SourceLocation) {
        guard set.application(named: move.to)?.rules.scope == .managementCluster else { return }
        let other = set.workspaces.first { other in
            other.id != workspace.id && set.applications(of: other).contains { $0.application.name == move.from }
        }
        guard let other else { return }
        findings.report(
            "`application/\(move.from)` is shared by all workspaces of a cluster, and `\(other.id)` still gets it",
            at: place, notes: "let all workspaces get `\(move.to)`, or give it another name for none of them")
    }

    private func checkUnique(
        _ workspace: Workspace, _ key: String, _ name: KeyPath<Workspace.Move, String>
    ) {
        var first: [String: SourceLocation] = [:]
        for (index, move) in workspace.moves.enumerated() {
            let place = workspace.marks.location(of: Path([.key("spec"), .key("moved"), .index(index), .key(key)]))
            guard let known = first[move[keyPath: name]] else {
                first[move[keyPath: name]] = place
                continue
            }
            findings.report(
                "two moves have the same `\(key)`: `application/\(move[keyPath: name])`", at: place,
                notes: "the first is at \(known)")
        }
    }

    private func leadsBack(_ move: Workspace.Move, in moves: [Workspace.Move]) -> Bool {
        var current = move.to
        for _ in moves {
            if current == move.from { return true }
            guard let next = moves.first(where: { $0.from == current }) else { return false }
            current = next.to
        }
        return true
    }
}
