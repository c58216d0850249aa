import Backends
import Diagnostics
import Execution
import Kubernetes
import Planning
import Resources
import State
import Testing

@testable import Commands

// Swift Testing has an `ExitStatus` of its own.
typealias CommandStatus = Commands.ExitStatus

/// What the process tells its caller.
struct ExitStatusTests {
    private let change = Step(
        address: ResourceAddress(workspace: "payments", "dns"), kind: .dns, action: .create)
    private let silence = Plan.Unreachable(place: .management("fra-a"), reason: "connection refused")

    private func plan(
        steps: [Step] = [], unreachable: [Plan.Unreachable] = [], problems: [Plan.Problem.Kind] = []
    ) -> Plan {
        Plan(
            estate: "test", purpose: .apply, steps: steps, groups: [], unreachable: unreachable,
            problems: problems.map { Plan.Problem(kind: $0, message: "no") })
    }

    @Test func changesAreOnlyReportedWhereTheyAreAskedFor() {
        #expect(CommandStatus(of: plan(steps: [change]), reportsChanges: true) == .changes)
        #expect(CommandStatus(of: plan(steps: [change]), reportsChanges: false) == .success)
        #expect(CommandStatus(of: plan(), reportsChanges: true) == .success)
    }

    @Test func whatIsDeferredAloneIsNoChange() {
        var step = change
        step.action = .defer
        #expect(CommandStatus(of: plan(steps: [step]), reportsChanges: true) == .success)
    }

    @Test func theUnknownWeighsMoreThanChangesAndLessThanProblems() {
        #expect(CommandStatus(of: plan(steps: [change], unreachable: [silence]), reportsChanges: true) == .unreachable)
        #expect(CommandStatus(of: plan(unreachable: [silence], problems: [.refused]), reportsChanges: true) == .refused)
    }

    @Test func onlyGuardsAloneAreARefusal() {
        #expect(CommandStatus(of: plan(problems: [.refused, .refused]), reportsChanges: false) == .refused)
        #expect(CommandStatus(of: plan(problems: [.refused, .conflict]), reportsChanges: false) == .failure)
    }

    @Test func whatCannotBeSetBackIsDriftAndNoFailure() {
        #expect(CommandStatus(of: plan(problems: [.irreversible]), reportsChanges: false) == .success)
        #expect(CommandStatus(of: plan(problems: [.irreversible]), reportsChanges: true) == .changes)
        #expect(CommandStatus(of: plan(problems: [.irreversible, .refused]), reportsChanges: true) == .refused)
        #expect(
            CommandStatus(of: plan(unreachable: [silence], problems: [.irreversible]), reportsChanges: true)
                == .unreachable)
        let result = RunResult(status: .applied, outcomes: [:])
        #expect(CommandStatus(of: result, plan: plan(problems: [.irreversible])) == .partlyApplied)
    }

    @Test(arguments: [
        (RunResult.Status.applied, CommandStatus.success), (.partlyApplied, .partlyApplied),
        (.interrupted, .interrupted),
    ])
    func aRunThatDidWhatItCould(status: RunResult.Status, expected: CommandStatus) {
        #expect(CommandStatus(of: RunResult(status: status, outcomes: [:]), plan: plan()) == expected)
    }

    @Test func aWholeRunBesideASilentClusterIsNotASuccess() {
        let result = RunResult(status: .applied, outcomes: [:])
        #expect(CommandStatus(of: result, plan: plan(unreachable: [silence])) == .unreachable)
    }

    @Test func aStateThatMayBeOldIsUnknown() {
        var freshness = StateFreshness(remote: "https://git.example.com/estate.git")
        #expect(CommandStatus.success.given(freshness) == .success)
        freshness.obstacle = .unreadable("it has not answered for 10 s")
        for (status, expected) in [
            (CommandStatus.success, CommandStatus.unreachable), (.changes, .unreachable), (.failure, .failure),
            (.refused, .refused),
        ] { #expect(status.given(freshness) == expected) }
        // What is here is gone on with; where nothing is here, or two histories are, no run begins.
        #expect(throws: Never.self) { try freshness.checkWritable() }
        freshness.isEmpty = true
        let error = #expect(throws: StateError.self) { try freshness.checkWritable() }
        #expect(error.map { CommandStatus(of: $0) } == .unreachable)
        freshness.obstacle = .diverged("both sides changed a")
        #expect(throws: StateError.self) { try freshness.checkWritable() }
    }

    @Test func anOldStateSaysHowOldItIs() {
        var freshness = StateFreshness(remote: "https://git.example.com/estate.git")
        freshness.obstacle = .unreadable("it has not answered for 10 s")
        freshness.lastRead = 1_700_000_000
        freshness.unpublished = 2
        let findings = freshness.findings(at: "state/estate.git", now: 1_700_005_400)
        #expect(
            findings.map(\.message) == [
                "the state may be older than what others published: it has not answered for 10 s",
                "2 commits of the state in state/estate.git are not published to https://git.example.com/estate.git; "
                    + "the next apply publishes them",
            ])
        #expect(
            findings.first?.notes == ["this goes on with what was read 1h30m ago, at 2023-11-14T22:13:20Z"])
    }

    @Test func errorsHaveTheirCodes() {
        let address = ResourceAddress(workspace: "payments", "dns")
        let cases: [(any Error, CommandStatus)] = [
            (StalePlanError([.init(address: address, message: "differs")]), .stale),
            (RunLockError(group: "payments", .heldBy(.init(text: "x", since: nil, lease: "r"))), .locked),
            (RunLockError(group: "payments", .refused(.carriedOut)), .stale),
            (RunLockError(group: "payments", .refused(.superseded(planned: 1, current: 2))), .stale),
            (UsageError("no"), .usage), (CancellationError(), .interrupted),
            (BackendError("list", "Lease", .unreachable, "refused"), .unreachable),
            (BackendError("list", "Lease", .forbidden, "no"), .failure),
            (DiagnosticsError([.error("no")]), .failure),
        ]
        for (error, status) in cases { #expect(CommandStatus(of: error) == status, "\(error)") }
    }

    @Test func theCodesAreThoseThatAreDocumented() {
        #expect(CommandStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6, 7, 64, 124, 130])
    }
}
