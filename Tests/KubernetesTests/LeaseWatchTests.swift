import Testing

@testable import Kubernetes

@Suite struct LeaseWatchTests {
    /// A look at a Lease: when, which version it had (nil: it was gone), by which holder.
    struct Look: Sendable {
        var at: Int
        var version: Int?
        var holder = "h"
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var looks: [Look]
        var durationSeconds: Int64 = 30
        /// What it is taken for at the last look.
        var standing: LeaseWatch.Standing?
    }

    @Test(arguments: [
        Case(testDescription: "never seen", looks: [], standing: nil),
        Case(testDescription: "seen once", looks: [Look(at: 5, version: 1)], standing: .undecided(left: .seconds(30))),
        Case(
            testDescription: "unchanged for a while", looks: [Look(at: 5, version: 1), Look(at: 15, version: 1)],
            standing: .undecided(left: .seconds(20))),
        Case(
            testDescription: "unchanged for its term", looks: [Look(at: 5, version: 1), Look(at: 35, version: 1)],
            standing: .expired),
        Case(
            testDescription: "changed", looks: [Look(at: 5, version: 1), Look(at: 8, version: 2)], standing: .alive),
        Case(
            testDescription: "changed at the last moment",
            looks: [Look(at: 5, version: 1), Look(at: 60, version: 2)], standing: .alive),
        Case(
            testDescription: "changed, and then no more",
            looks: [Look(at: 5, version: 1), Look(at: 8, version: 2), Look(at: 38, version: 2)], standing: .expired),
        Case(
            testDescription: "changed a while ago",
            looks: [Look(at: 5, version: 1), Look(at: 8, version: 2), Look(at: 37, version: 2)], standing: .alive),
        Case(
            testDescription: "another holder",
            looks: [Look(at: 5, version: 1), Look(at: 6, version: 2, holder: "other")], standing: .alive),
        Case(testDescription: "gone", looks: [Look(at: 5, version: 1), Look(at: 6)], standing: nil),
        Case(
            testDescription: "gone and made anew",
            looks: [Look(at: 5, version: 1), Look(at: 6), Look(at: 50, version: 9)],
            standing: .undecided(left: .seconds(30))),
        Case(
            testDescription: "an absurd term is bounded",
            looks: [Look(at: 5, version: 1), Look(at: 126, version: 1)], durationSeconds: 1_000_000_000,
            standing: .expired),
        Case(
            testDescription: "no term is not a short one",
            looks: [Look(at: 5, version: 1), Look(at: 34, version: 1)], durationSeconds: 0,
            standing: .undecided(left: .seconds(1))),
    ]) func judgesByTheOwnClock(_ test: Case) {
        // Whatever the holder's clock says, and wherever the observer's begins.
        for (origin, renewed) in [(0, 0), (1_000_000, 4_000_000_000_000_000)] as [(Int, Int64)] {
            var watch = LeaseWatch()
            for look in test.looks {
                let record = look.version.map { version in
                    var record = LeaseRecord()
                    record.holder = look.holder
                    record.renewed = Timestamp(microseconds: renewed)
                    record.durationSeconds = test.durationSeconds
                    record.resourceVersion = "\(version)"
                    return record
                }
                watch.note("x", record, at: .seconds(origin + look.at))
            }
            let last = Duration.seconds(origin + (test.looks.last?.at ?? 0))
            #expect(watch.standing(of: "x", at: last) == test.standing)
        }
    }
}
