import Testing

@testable import Execution

@Suite struct RunTermTests {
    enum Event: Sendable {
        case renewed(begun: Int)
        case failed
        case taken
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var events: [Event]
        /// From when on the lock is lost; nil: not within the next hour.
        var lostFrom: Int?
    }

    /// With 30 s, of which the last 5 are a margin.
    @Test(arguments: [
        Case(testDescription: "not made yet", events: [], lostFrom: nil),
        Case(testDescription: "counted from the beginning of the write", events: [.renewed(begun: 10)], lostFrom: 35),
        Case(
            testDescription: "renewed", events: [.renewed(begun: 10), .renewed(begun: 13)], lostFrom: 38),
        Case(
            testDescription: "an answer that comes late makes it no shorter",
            events: [.renewed(begun: 13), .renewed(begun: 10)], lostFrom: 38),
        Case(
            testDescription: "a failure alone loses nothing", events: [.renewed(begun: 10), .failed], lostFrom: 35),
        Case(testDescription: "taken by another", events: [.renewed(begun: 10), .taken], lostFrom: 10),
        Case(
            testDescription: "what was taken does not come back",
            events: [.renewed(begun: 10), .taken, .renewed(begun: 11)], lostFrom: 10),
    ]) func endsBeforeOthersMayTakeIt(_ test: Case) {
        var term = RunTerm(lease: "r", duration: .seconds(30))
        for event in test.events {
            switch event {
            case .renewed(let begun): term.renewed(begun: .seconds(begun))
            case .failed: term.failed("no answer")
            case .taken: term.taken(by: "somebody")
            }
        }
        for second in 10..<3600 {
            var term = term
            let isLost = term.check(at: .seconds(second)) != nil
            #expect(isLost == (test.lostFrom.map { second >= $0 } ?? false), "after \(second) s")
        }
    }

    @Test func onceItIsLostItStaysLost() {
        var term = RunTerm(lease: "r", duration: .seconds(30))
        term.renewed(begun: .zero)
        term.failed("no answer")
        #expect(term.check(at: .seconds(25))?.description.hasSuffix("could not be renewed in time (no answer)") == true)
        // A renewal that was under way succeeds after all; others may have been told otherwise.
        term.renewed(begun: .seconds(24))
        #expect(term.check(at: .seconds(26)) != nil)
    }

    @Test(arguments: [3, 30, 120]) func thereIsTimeForManyTries(_ seconds: Int) {
        let term = RunTerm(lease: "r", duration: .seconds(seconds))
        #expect((term.interval + term.patience) * 2 < .seconds(seconds) * 5 / 6)
        #expect(term.interval * 2 < .seconds(8), "who looks on as LockSurvey does sees a renewal")
        #expect(term.interval <= .seconds(seconds) / 3, "a live holder shows in a third of the term")
    }
}
