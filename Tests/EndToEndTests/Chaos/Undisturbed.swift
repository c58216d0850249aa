import TestSupport
import Testing

/// What the commands do where nobody disturbs them: what every other run must come to.
struct Undisturbed: Sendable {
    let empty: World
    let applied: World
    /// The files of the state once all is applied; afterwards there are none.
    let recorded: [String]
    let requests: [Kill.Command: [RequestPoint]]

    init(on site: ChaosSite) async throws {
        empty = try await site.world()
        var requests: [Kill.Command: [RequestPoint]] = [:]
        func run(_ command: Kill.Command) async throws {
            try await site.clearRequests()
            let outcome = try await site.berth(command.arguments)
            try #require(outcome.status == 0, "\(command.rawValue): \(outcome.ending)")
            requests[command] = RequestPoint.all(in: try await site.requests())
        }
        try await run(.apply)
        applied = try await site.world()
        recorded = try await site.recorded()
        try await run(.destroy)
        try #require(try await site.recorded() == [])
        try #require(try await site.world(expected: empty) == empty)
        _ = try await site.berth(["plan", "--out", "plan.json"])
        try await run(.plan)
        try #require(try await site.world(expected: applied) == applied)
        let outcome = try await site.berth(Kill.Command.destroy.arguments)
        try #require(outcome.status == 0, "\(outcome.ending)")
        try #require(try await site.world(expected: empty) == empty)
        try site.forgetState()
        self.requests = requests
    }

    /// Every kill there is at a request, in an order that does not change and mixes all.
    func kills(of commands: Set<Kill.Command>) -> [Kill] {
        var kills: [(UInt64, Kill)] = []
        for command in Kill.Command.allCases where commands.contains(command) {
            for point in requests[command] ?? [] {
                for boundary in Kill.Boundary.allCases {
                    let kill = Kill(command, .request(boundary, point))
                    kills.append((SeededGenerator.hash(kill.description), kill))
                }
            }
        }
        return kills.sorted { ($0.0, $0.1.description) < ($1.0, $1.1.description) }.map(\.1)
    }
}

extension Undisturbed {
    /// Notes what is not as it is after an undisturbed command.
    func check(_ command: Kill.Command, on site: ChaosSite, _ trial: inout Trial) async throws {
        let expected = command == .destroy ? empty : applied
        trial.findings += try await site.world(expected: expected).findings(expected: expected)
        let (files, wanted) = (try await site.recorded(), command == .destroy ? [] : recorded)
        for (scope, failure) in [("workspaces/", Trial.Failure.diverged), ("clusters/", .unrecorded)]
        where files.filter({ $0.hasPrefix(scope) }) != wanted.filter({ $0.hasPrefix(scope) }) {
            trial.note(failure, "recorded: \(files)")
        }
        guard command != .destroy else { return }
        let plan = try await site.berth(["plan", "--detailed-exitcode"])
        if plan.status != 0 { trial.note(.diverged, "plan: \(plan.ending)") }
    }
}

extension Kill.Command {
    /// The command line of berth.
    var arguments: [String] {
        switch self {
        case .apply: ["apply", "--yes"]
        case .plan: ["apply", "plan.json", "--yes"]
        case .destroy: ["destroy", "--all", "--yes", "--allow", "mass-deletion"]
        }
    }
}
