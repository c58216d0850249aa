import Kubernetes
import Testing

@testable import Execution

@Suite struct LockDecisionTests {
    /// Whom the Lease of the group names, and what is known of that run.
    enum Keeper: Sendable {
        case nobody, alive, undecided, dead
        /// The run's own Lease is gone, is not that of a run, or says that another holds it.
        case gone, elsewhere, other
        /// It names no run, and is itself seen alive or unchanged.
        case selfAlive, selfDead
    }

    enum Expected: Sendable, Equatable { case take, wait, locked, stale }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var keeper: Keeper
        /// What the Lease of the group says; nil where there is none.
        var epoch: Int64? = 4
        var plan: String?
        var finished: String?
        var estate: Int64 = 2
        var planned: Int64 = 4
        var ends = false
        var expected: Expected
    }

    @Test(arguments: [
        Case(testDescription: "free", keeper: .nobody, expected: .take),
        Case(testDescription: "held by a live run", keeper: .alive, expected: .locked),
        Case(testDescription: "perhaps held", keeper: .undecided, expected: .wait),
        Case(testDescription: "the run is dead", keeper: .dead, expected: .take),
        Case(testDescription: "the run has ended", keeper: .gone, expected: .take),
        Case(testDescription: "names something else", keeper: .elsewhere, expected: .take),
        Case(testDescription: "names a run of another holder", keeper: .other, expected: .take),
        Case(testDescription: "renewed by itself", keeper: .selfAlive, expected: .locked),
        Case(testDescription: "was renewed by itself", keeper: .selfDead, expected: .take),
        Case(testDescription: "old plan", keeper: .nobody, planned: 3, expected: .stale),
        Case(testDescription: "old plan of a dead run", keeper: .dead, planned: 3, expected: .stale),
        Case(testDescription: "locked says more than old", keeper: .alive, planned: 3, expected: .locked),
        Case(testDescription: "perhaps locked, and old", keeper: .undecided, planned: 3, expected: .wait),
        Case(testDescription: "goes on", keeper: .dead, epoch: 5, plan: "p", expected: .take),
        Case(testDescription: "is under way", keeper: .alive, epoch: 5, plan: "p", expected: .locked),
        Case(testDescription: "was carried out", keeper: .nobody, epoch: 5, finished: "p", expected: .stale),
        Case(testDescription: "new, at the estate's epoch", keeper: .nobody, epoch: nil, planned: 2, expected: .take),
        Case(testDescription: "new, after a destruction", keeper: .nobody, epoch: nil, planned: 1, expected: .stale),
        Case(
            testDescription: "a destruction goes on where its Lease is gone", keeper: .dead, epoch: nil, planned: 1,
            ends: true, expected: .take),
        Case(
            testDescription: "a destruction whose Lease is gone is under way", keeper: .alive, epoch: nil, planned: 1,
            ends: true, expected: .locked),
        Case(
            testDescription: "a destruction that nobody began", keeper: .nobody, epoch: nil, planned: 1, ends: true,
            expected: .stale),
    ]) func goesByWhoHoldsItThenByTheEpoch(_ test: Case) throws {
        let names = try #require(LeaseName(estate: "e"))
        var records = ["e.estate": LeaseRecord(epoch: test.estate)]
        if let epoch = test.epoch {
            var record = LeaseRecord(epoch: epoch)
            (record.plan, record.finishedPlan) = (test.plan, test.finished)
            if test.keeper.isHolder { record.holder = "x" }
            record.runLease = test.keeper.lease
            record.durationSeconds = 30
            records["e.workspace.a"] = record
        }
        if let holder = test.keeper.run {
            var run = LeaseRecord()
            (run.holder, run.plan, run.durationSeconds) = (holder, "p", 30)
            records["e.run.x"] = run
        }
        var watch = LeaseWatch()
        for (name, record) in records {
            var before = record
            if test.keeper.isAlive { before.resourceVersion = "before" }
            watch.note(name, before, at: .zero)
            watch.note(name, record, at: .seconds(1))
        }
        let decision = LockDecision(
            [
                GroupClaim(
                    group: "a",
                    claim: LeaseClaim(
                        holder: "me", runLease: "e.run.me", epoch: test.planned, plan: "p", ends: test.ends))
            ], in: LockTable(records, names: names), watch: watch,
            looked: test.keeper.isDead ? .seconds(40) : .seconds(2), now: .now)
        #expect(decision.expected == test.expected, "\(decision)")
    }
}

extension LockDecisionTests.Keeper {
    fileprivate var isHolder: Bool { if case .nobody = self { false } else { true } }

    fileprivate var lease: String? {
        switch self {
        case .nobody, .selfAlive, .selfDead: nil
        case .elsewhere: "e.workspace.b"
        default: "e.run.x"
        }
    }

    /// The holder of the run's own Lease, where there is one.
    fileprivate var run: String? {
        switch self {
        case .alive, .undecided, .dead: "x"
        case .other: "y"
        default: nil
        }
    }

    fileprivate var isAlive: Bool {
        switch self {
        case .alive, .other, .selfAlive: true
        default: false
        }
    }

    fileprivate var isDead: Bool {
        switch self {
        case .dead, .selfDead: true
        default: false
        }
    }
}

extension LockDecision {
    fileprivate var expected: LockDecisionTests.Expected {
        switch self {
        case .take: .take
        case .wait: .wait
        case .refuse(let error): error.isHeldByOther ? .locked : .stale
        }
    }
}
