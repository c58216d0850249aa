import Testing

@testable import Commands

/// What a pipeline says and how it ends behind a merge.
struct MergeOutcomeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var applied: Commands.ExitStatus
        var planned: Commands.ExitStatus?
        var isOutdated = false
        var status: Commands.ExitStatus
        var words: String
        /// Whether a new plan is shown, and kept for the next run.
        var shows = false
        var keeps = false
        var testDescription: String { "\(applied), \(planned.map { "\($0)" } ?? "not planned")" }
    }

    @Test(arguments: [
        Case(applied: .success, planned: .success, status: .success, words: "Applied."),
        Case(applied: .success, isOutdated: true, status: .success, words: "Applied."),
        Case(
            applied: .success, planned: .changes, status: .stale, words: "Applied what was reviewed. The merge changes",
            shows: true, keeps: true),
        Case(
            applied: .success, planned: .unreachable, status: .unreachable, words: "something does not answer now",
            shows: true, keeps: true),
        Case(
            applied: .success, planned: .failure, status: .failure, words: "The rest of the merge cannot be planned",
            shows: true),
        Case(applied: .stale, planned: .success, status: .success, words: "There is nothing to do.", shows: true),
        Case(applied: .stale, isOutdated: true, status: .stale, words: "the branch has moved on"),
        Case(applied: .stale, planned: .changes, status: .stale, words: "This is a new one", shows: true, keeps: true),
        Case(
            applied: .stale, planned: .unreachable, status: .unreachable, words: "This is what could be planned",
            shows: true,
            keeps: true),
        Case(applied: .stale, planned: .refused, status: .refused, words: "no new one can be made", shows: true),
        Case(applied: .locked, status: .locked, words: "another run holds the locks"),
        Case(applied: .refused, status: .refused, words: "a guard of the estate, or protection, refused"),
        Case(applied: .partlyApplied, status: .partlyApplied, words: "Applied in part"),
        Case(applied: .unreachable, status: .unreachable, words: "says what was applied"),
        Case(applied: .failure, status: .failure, words: "This was not applied"),
        Case(applied: .interrupted, status: .interrupted, words: "The run was stopped"),
    ])
    func itIsSaidAndEndsSo(_ test: Case) {
        let outcome = MergeOutcome(applied: test.applied, planned: test.planned, isOutdated: test.isOutdated)
        #expect(outcome.status == test.status && outcome.note.contains(test.words), "\(outcome.note)")
        #expect(outcome.showsNewPlan == test.shows && outcome.hasNewPlan == test.keeps)
    }

    /// Behind what was written in part, or not at all for another reason, nothing new is planned.
    @Test(arguments: Commands.ExitStatus.allCases) func theRestIsPlannedBehindAWholeOrNone(
        _ applied: Commands.ExitStatus
    ) {
        #expect(MergeOutcome(applied: applied).plansRest == [.success, .stale].contains(applied))
        #expect(!MergeOutcome(applied: applied, isOutdated: true).plansRest)
    }
}
