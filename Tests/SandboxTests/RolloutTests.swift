import Document
import Testing

@testable import Sandbox

@Suite struct RolloutTests {
    /// Replicas, maxSurge, maxUnavailable, and the sizes of the old and the new set after each step.
    @Test(arguments: [
        (3, "25%", "25%", [[3, 0], [3, 1], [2, 2], [1, 3], [0, 3]]),
        (2, "100%", "0", [[2, 0], [2, 2], [0, 2]]),
        (2, "0", "0", [[2, 0], [1, 0], [1, 1], [0, 1], [0, 2]]),
        (4, "0", "50%", [[4, 0], [2, 0], [2, 2], [0, 2], [0, 4]]),
    ])
    func podsMoveStepByStep(replicas: Int, surge: String, unavailable: String, steps: [[Int]]) {
        func limit(_ text: String) -> Value { Int64(text).map { .integer($0) } ?? .string(text) }
        let rollout = Rollout([
            "spec": [
                "replicas": .integer(Int64(replicas)),
                "strategy": [
                    "type": "RollingUpdate",
                    "rollingUpdate": ["maxSurge": limit(surge), "maxUnavailable": limit(unavailable)],
                ],
            ]
        ])
        var seen = [[replicas, 0]]
        for _ in 0..<20 {
            // Between two looks everything that was asked for has become available.
            guard let last = seen.last else { return }
            let new = rollout.new(last[1], others: last[0])
            if new != last[1] {
                seen.append([last[0], new])
                continue
            }
            let old = rollout.old(
                [Rollout.Size(replicas: last[0], available: last[0])],
                new: Rollout.Size(replicas: new, available: new))
            if old[0] == last[0] { break }
            seen.append([old[0], new])
        }
        // Both may move in one look of the controller: only the way counts.
        #expect(seen.last == [0, replicas])
        #expect(steps.allSatisfy { seen.contains($0) }, "\(seen)")
    }

    @Test func whatDoesNotRunGoesFirst() {
        let rollout = Rollout([
            "spec": [
                "replicas": 4, "strategy": ["rollingUpdate": ["maxSurge": 1, "maxUnavailable": 1]],
            ]
        ])
        let sizes = rollout.old(
            [Rollout.Size(replicas: 1, available: 0), Rollout.Size(replicas: 3, available: 3)],
            new: Rollout.Size(replicas: 1, available: 0))
        #expect(sizes == [0, 3])
    }

    /// A set that has been told to shrink still counts its old pods for a moment.
    @Test func aSetThatIsShrinkingIsLeftAlone() {
        let rollout = Rollout([
            "spec": ["replicas": 3, "strategy": ["rollingUpdate": ["maxSurge": "100%", "maxUnavailable": 0]]]
        ])
        let waiting = rollout.old(
            [Rollout.Size(replicas: 1, available: 3)], new: Rollout.Size(replicas: 3, available: 1))
        #expect(waiting == [1])
        let done = rollout.old(
            [Rollout.Size(replicas: 1, available: 3)], new: Rollout.Size(replicas: 3, available: 3))
        #expect(done == [0])
    }

    @Test func aNewVersionThatNeverRunsLeavesEnoughOfTheOld() {
        let rollout = Rollout([
            "spec": ["replicas": 4, "strategy": ["rollingUpdate": ["maxSurge": 1, "maxUnavailable": 1]]]
        ])
        let old = rollout.old(
            [Rollout.Size(replicas: 3, available: 3)], new: Rollout.Size(replicas: 2, available: 0))
        #expect(old == [3])
    }

    @Test(arguments: [.integer(.max), .integer(.min), "9223372036854775807%", "-9223372036854775808%"] as [Value])
    func limitsBeyondReasonAreHeldWithinIt(limit: Value) {
        for replicas in [Int64.min, -1, 3, .max] {
            let rollout = Rollout([
                "spec": [
                    "replicas": .integer(replicas),
                    "strategy": ["rollingUpdate": ["maxSurge": limit, "maxUnavailable": limit]],
                ]
            ])
            let wanted = min(max(0, Int(replicas)), Int(Int32.max))
            #expect(rollout.wanted == wanted)
            #expect((0...wanted).contains(rollout.unavailable))
            #expect((0...wanted).contains(rollout.new(0, others: 1)))
        }
    }

    @Test func aShareOfMoreThanThereCanBeIsNoMore() {
        let all = Value.string("100%")
        #expect(all.amount(of: .max, roundsUp: true) == Int(Int32.max))
        #expect(Value.string("50%").amount(of: 3, roundsUp: true) == 2)
        #expect(Value.string("50%").amount(of: 3, roundsUp: false) == 1)
        #expect(Value.string("half").amount(of: 3, roundsUp: true) == 0)
    }
}
