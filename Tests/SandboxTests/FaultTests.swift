import Document
import Foundation
import Testing

@testable import Sandbox

// One after the other: each test is a whole estate.
@Suite(.serialized) struct FaultTests {
    @Test func aStatusStrikesAsOftenAsWanted() async throws {
        try await TestEstate.run { estate in
            let fault = #"{"kind":"status","match":{"path":"/v1/networks"},"times":2,"status":429,"retryAfter":3}"#
            #expect(try await estate.curl("-d", fault, "\(estate.control)/faults").status == 201)
            let token = "Authorization: Bearer x"
            for _ in 1...2 {
                let answer = try await estate.curl("-i", "-H", token, "\(estate.hetzner)/networks")
                #expect(answer.status == 429)
                #expect(answer.text.contains("Retry-After: 3"))
            }
            #expect(try await estate.curl("-H", token, "\(estate.hetzner)/networks").status == 200)
            #expect(try await estate.curl("\(estate.control)/faults/log").json.array?.count == 2)
        }
    }

    @Test(arguments: [(Fault.Kind.resetBefore, false), (.resetAfter, true), (.truncate, true)])
    func aResetComesBeforeOrAfterTheEffect(kind: Fault.Kind, hasEffect: Bool) async throws {
        try await TestEstate.run { estate in
            estate.sandbox.faults.add(Fault(kind, match: FaultMatch(method: "POST"), times: 1))
            let body = #"{"name":"w","ip_range":"10.0.0.0/16"}"#
            await #expect(throws: CommandFailure.self) {
                _ = try await estate.curl(
                    "-H", "Authorization: Bearer x", "-d", body, "\(estate.hetzner)/networks")
            }
            #expect(await estate.sandbox.inventory["hcloud"] == (hasEffect ? ["w"] : []))
        }
    }

    @Test func theSameSeedGivesTheSameStrikes() {
        func strikes(seed: UInt64) -> [Bool] {
            let plan = FaultPlan(seed: seed)
            var fault = Fault(.status)
            fault.probability = 0.3
            plan.add(fault)
            return (0..<200).map { _ in
                !plan.strikes([.status], method: "GET", path: "/", cluster: "c", user: "").isEmpty
            }
        }
        #expect(strikes(seed: 7) == strikes(seed: 7))
        #expect(strikes(seed: 7) != strikes(seed: 8))
        #expect((20...100).contains(strikes(seed: 7).count { $0 }))
    }

    @Test(arguments: [
        ("path=/networks", true), ("path=/v1/*", true), ("path=/v2/*", false), ("method=get", true),
        ("method=PUT", false), ("cluster=hcl", false), ("cluster=h*d", true), ("path=*/networks,method=GET", true),
    ])
    func aimsAreReadAndHit(text: String, hits: Bool) throws {
        let match = try FaultMatch(text)
        #expect(match.matches(method: "GET", path: "/v1/networks", cluster: "hcloud", user: "") == hits)
    }

    @Test func nonsenseIsRefused() async throws {
        let bodies = [
            #"{"kind":"flood"}"#, #"{"kind":"status","sttus":500}"#, #"{"kind":"status","match":{"verb":"x"}}"#, "{",
        ]
        try await TestEstate.run { estate in
            var statuses: [Int] = []
            for body in bodies {
                statuses.append(try await estate.curl("-d", body, "\(estate.control)/faults").status)
            }
            #expect(statuses == [400, 400, 400, 400])
        }
    }

    @Test func theRequestLogShowsWhatWasInFlight() async throws {
        try await TestEstate.run { estate in
            var fault = Fault(.latency, match: FaultMatch(path: "/v1/networks"))
            fault.milliseconds = 1500...1500
            estate.sandbox.faults.add(fault)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...3 {
                    group.addTask {
                        _ = try await estate.curl("-H", "Authorization: Bearer x", "\(estate.hetzner)/networks")
                    }
                }
                try await group.waitForAll()
            }
            let entries = estate.sandbox.log.entries.filter { $0.path == "/v1/networks" }
            #expect(entries.map(\.inFlight).max() == 3)
            #expect(entries.allSatisfy { $0.status == 200 && $0.end.timeIntervalSince($0.start) >= 1.4 })
        }
    }

    @Test func aWorkloadThatIsNeverReadyBecomesSoWhenTheFaultIsLifted() async throws {
        try await TestEstate.run { estate in
            estate.sandbox.faults.add(Fault(.neverReady, match: FaultMatch(object: "default/web")))
            try await estate.apply(WorkloadTests.deployment("web"))
            try await estate.apply(WorkloadTests.deployment("other"))
            try await estate.kubectl("rollout", "status", "deployment/other", "--timeout=90s")
            let refusal = try await estate.failure(
                "wait", "--for=condition=Available", "deployment/web", "--timeout=1s")
            #expect(refusal.contains("timed out"))
            estate.sandbox.faults.clear()
            try await estate.kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=90s")
        }
    }
}
