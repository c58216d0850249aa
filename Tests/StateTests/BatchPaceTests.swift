import Testing

@testable import State

/// When the next commit of a run is due.
struct BatchPaceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var commits = 0
        /// Seconds before the oldest change was handed in; nil where nothing was tried yet.
        var last: Double?
        var isWaitedFor = false
        var hasFailed = false
        /// Seconds after the oldest change was handed in.
        var due: Double
        var testDescription: String { "\(commits) commits, waited for: \(isWaitedFor), failed: \(hasFailed)" }
    }

    @Test(arguments: [
        Case(isWaitedFor: true, due: 0), Case(due: 2),
        // The first ones come as they are wanted.
        Case(commits: 3, last: 0, isWaitedFor: true, due: 0), Case(commits: 3, last: 0, due: 2),
        // Later ones keep their distance, also where a step waits.
        Case(commits: 8, last: 0, isWaitedFor: true, due: 0.25), Case(commits: 8, last: 1, isWaitedFor: true, due: 0),
        Case(commits: 8, last: 0, due: 2), Case(commits: 8, last: 1, due: 2),
        // What failed is not tried again at once.
        Case(commits: 1, last: 0, isWaitedFor: true, hasFailed: true, due: 2),
    ])
    func theNextCommit(_ test: Case) {
        let oldest = ContinuousClock.now
        let pace = BatchPace(gathering: .seconds(2), free: 8, distance: .milliseconds(250))
        let due = pace.due(
            commits: test.commits, last: test.last.map { oldest - .seconds($0) }, oldest: oldest,
            isWaitedFor: test.isWaitedFor, hasFailed: test.hasFailed)
        #expect(due == oldest + .seconds(test.due))
    }
}
