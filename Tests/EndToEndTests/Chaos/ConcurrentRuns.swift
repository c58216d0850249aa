import TestSupport

/// Colleagues who apply at once, each with a clone of the state, of which one remote is shared.
struct ConcurrentRuns: Sendable {
    let undisturbed: Undisturbed
    let report: ChaosReport

    enum Want: String, Sendable, CaseIterable {
        case same
        case different
    }

    /// Tries it; false where something was found.
    func run(_ want: Want, _ count: Int, round: Int, on site: ChaosSite) async throws -> Bool {
        switch want {
        case .same: try await same(count, round: round, on: site)
        case .different: try await different(count, round: round, on: site)
        }
    }

    /// All want the same workspaces: one wins.
    private func same(_ count: Int, round: Int, on site: ChaosSite) async throws -> Bool {
        var trial = Trial(scenario: "\(count) at once, same", name: "same \(count) \(round)")
        let remote = try await site.remote("same-\(count)-\(round).git")
        let colleagues = try (0..<count).map { _ in try site.colleague(remote: remote) }
        let outcomes = try await together(colleagues) { _ in Kill.Command.apply.arguments }
        let winners = outcomes.count { $0.output.contains("\nApplied: ") && $0.status == 0 }
        if winners != 1 {
            trial.note(.nobodyWon, "\(winners) won: " + outcomes.map(\.ending).joined(separator: "\n"))
        }
        // Who came when the winner had ended has nothing to do, or holds a plan that is too old.
        for outcome in outcomes where ![0, 3, 4].contains(outcome.status) { trial.note(.diverged, outcome.ending) }
        trial.findings += try await site.world(expected: undisturbed.applied).findings(expected: undisturbed.applied)
        try await finish(&trial, remote: remote, workspaces: ["analytics", "payments"], on: site)
        report.add(trial)
        return trial.findings.isEmpty
    }

    /// Each wants another workspace: all win, and the remote has everything.
    private func different(_ count: Int, round: Int, on site: ChaosSite) async throws -> Bool {
        var trial = Trial(scenario: "\(count) at once, different", name: "different \(count) \(round)")
        let remote = try await site.remote("different-\(count)-\(round).git")
        let names = (1...count).map { "team\($0)" }
        let colleagues = try (0...count).map { _ in
            let colleague = try site.colleague(remote: remote)
            for (index, name) in names.enumerated() {
                let provider = index.isMultiple(of: 2) ? "hetzner_cloud" : "ionos_dcd"
                try colleague.folder.write(
                    """
                    apiVersion: berth.dev/v1alpha1
                    kind: Workspace
                    metadata: {name: \(name)}
                    spec:
                      computeProviderType: \(provider)
                      kubernetes: {version: v1.35.2, availability: single_node}
                      network: {managed: true, cidr: 10.\(40 + index).0.0/16}
                    """, to: "specs/workspaces/\(name).yaml")
            }
            return colleague
        }
        // What management clusters share is there before.
        let base = try await colleagues[count].berth(["apply", "analytics", "payments", "--yes"])
        if base.status != 0 { trial.note(.diverged, "before: \(base.ending)") }
        let outcomes = try await together(Array(colleagues.prefix(count))) { ["apply", names[$0], "--yes"] }
        for outcome in outcomes where outcome.status != 0 {
            trial.note(outcome.status == 4 ? .nobodyWon : .diverged, outcome.ending)
        }
        let twice = try await site.world().duplicates
        if !twice.isEmpty { trial.note(.duplicates, "\(twice)") }
        try await finish(
            &trial, remote: remote, workspaces: names + ["analytics", "payments"], from: colleagues[count], on: site)
        report.add(trial)
        return trial.findings.isEmpty
    }

    /// Starts all at once and waits for all.
    private func together(
        _ colleagues: [Workplace], _ arguments: @escaping @Sendable (Int) -> [String]
    ) async throws -> [Program.Outcome] {
        try await withThrowingTaskGroup(of: (Int, Program.Outcome).self) { group in
            for (index, colleague) in colleagues.enumerated() {
                group.addTask { (index, try await colleague.berth(arguments(index))) }
            }
            var outcomes: [(Int, Program.Outcome)] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Looks at the remote with git and at the rest as somebody who comes new; then takes everything away.
    private func finish(
        _ trial: inout Trial, remote: String, workspaces: [String], from specifications: Workplace? = nil,
        on site: ChaosSite
    ) async throws {
        let locks = try await site.locks(all: false)
        if !locks.isEmpty { trial.note(.locks, "\(locks)") }
        let files = try await Program.git(["-C", remote, "ls-tree", "-r", "--name-only", "HEAD"]).split(separator: "\n")
        for workspace in workspaces where !files.contains(where: { $0.hasSuffix("\(workspace)/snapshot.json") }) {
            trial.note(.diverged, "\(workspace) is not recorded at the remote")
        }
        let somebody = try specifications ?? site.colleague(remote: remote)
        if specifications != nil { try somebody.remove("state") }
        let plan = try await somebody.berth(["plan", "--detailed-exitcode"])
        if plan.status != 0 { trial.note(.diverged, "plan: \(plan.ending)") }
        let gone = try await somebody.berth(Kill.Command.destroy.arguments)
        if gone.status != 0 { trial.note(.diverged, "destroy: \(gone.ending)") }
        trial.findings += try await site.world(expected: undisturbed.empty).findings(expected: undisturbed.empty)
    }
}
