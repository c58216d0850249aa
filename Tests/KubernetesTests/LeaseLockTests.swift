import Document
import Synchronization
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct LeaseLockTests {
    private static let noon = Timestamp(microseconds: 1_767_268_800_000_000)

    /// A cluster that keeps Leases with versions, as far as locks need it.
    private final class Cluster: Sendable {
        private struct State {
            var hasNamespace = false
            var lease: Value?
            var version = 0
            /// What to answer once after a write was carried out.
            var breaks: StubServer.Answer?
        }

        private let state = Mutex(State())

        func breakNextWrite(_ answer: StubServer.Answer) { state.withLock { $0.breaks = answer } }

        var lease: Value? { state.withLock { $0.lease } }

        func answer(_ request: StubServer.Request) -> StubServer.Answer {
            state.withLock { state in
                let body = (try? Value(json: request.body)) ?? .null
                switch (request.method, request.path) {
                case ("POST", "/api/v1/namespaces"):
                    state.hasNamespace = true
                    return .object(201, body)
                case ("POST", _):
                    guard state.hasNamespace else { return .status(404, "NotFound", "namespaces not found") }
                    guard state.lease == nil else { return .status(409, "AlreadyExists", "it exists") }
                    return store(body, 201, &state)
                case ("PUT", _):
                    guard let lease = state.lease else { return .status(404, "NotFound", "gone") }
                    guard body.metadata.resourceVersion == lease.metadata.resourceVersion else {
                        return .status(409, "Conflict", "modified")
                    }
                    return store(body, 200, &state)
                case ("DELETE", _):
                    state.lease = nil
                    return .json(200, "{}")
                default: return state.lease.map { .object(200, $0) } ?? .status(404, "NotFound", "none")
                }
            }
        }

        private func store(_ lease: Value, _ code: Int, _ state: inout State) -> StubServer.Answer {
            var lease = lease
            state.version += 1
            lease["metadata"]?["resourceVersion"] = .string("\(state.version)")
            lease["metadata"]?["uid"] = "u"
            state.lease = lease
            defer { state.breaks = nil }
            return state.breaks ?? .object(code, lease)
        }
    }

    private let cluster = Cluster()
    private let api: StubAPI

    init() throws {
        let cluster = cluster
        api = try StubAPI { cluster.answer($0) }
    }

    private func lock(_ holder: String, epoch: Int64? = nil, plan: String? = nil, at now: Timestamp = noon) -> LeaseLock
    {
        LeaseLock(
            "payments", on: api.client(), claim: LeaseClaim(holder: holder, epoch: epoch, plan: plan), now: { now })
    }

    private func refusal(_ body: () async throws -> Void) async -> LeaseError.Cause? {
        await #expect(throws: LeaseError.self) { try await body() }?.cause
    }

    @Test func isTakenOnceAndFreeAgainAfterRelease() async throws {
        let first = lock("run-1")
        let record = try await first.acquire()
        #expect(record.holder == "run-1")
        #expect(cluster.lease?["spec"]?["renewTime"]?.string == "2026-01-01T12:00:00.000000Z")
        #expect(
            await refusal { try await lock("run-2").acquire() }
                == .refused(.heldBy(holder: "run-1", since: Self.noon, expires: Self.noon.adding(seconds: 60))))
        try await first.renew()
        try await first.release(isFinished: true)
        #expect(try await lock("run-2").acquire().transitions == 1)
    }

    @Test func isTakenOverWhenExpired() async throws {
        let first = lock("run-1")
        try await first.acquire()
        #expect(try await lock("run-2", at: Self.noon.adding(seconds: 61)).acquire().holder == "run-2")
        #expect(await refusal { try await first.renew() } == .lost(to: "run-2"))
        #expect(await refusal { try await first.renew() } == .lost(to: nil))
    }

    @Test func aPlanIsAppliedOnceAndResumedWhenInterrupted() async throws {
        let first = lock("run-1", epoch: 0, plan: "p")
        #expect(try await first.acquire().epoch == 1)
        try await first.release(isFinished: false)
        #expect(
            await refusal { try await lock("run-2", epoch: 0, plan: "q").acquire() }
                == .refused(.superseded(planned: 0, current: 1)))
        let second = lock("run-3", epoch: 0, plan: "p")
        #expect(try await second.acquire().epoch == 1)
        try await second.release(isFinished: true)
        #expect(
            await refusal { try await lock("run-4", epoch: 1, plan: "p").acquire() } == .refused(.carriedOut))
        #expect(try await lock("run-5", epoch: 1, plan: "q").acquire().epoch == 2)
    }

    @Test(arguments: [StubServer.Answer.reset(), .status(503, "ServiceUnavailable", "later")])
    func aLostAnswerIsNoLostLock(_ broken: StubServer.Answer) async throws {
        // Made before, so that the broken write is that of the Lease.
        try await lock("run-0").acquire()
        let later = Self.noon.adding(seconds: 100)
        let first = lock("run-1", at: later)
        cluster.breakNextWrite(broken)
        #expect(try await first.acquire().epoch == 2)
        cluster.breakNextWrite(broken)
        try await first.renew()
        cluster.breakNextWrite(broken)
        try await first.release(isFinished: true)
        #expect(cluster.lease?["spec"]?["holderIdentity"] == "")
    }

    @Test func isRemovedWithItsWorkspace() async throws {
        let first = lock("run-1")
        try await first.acquire()
        try await first.remove()
        #expect(cluster.lease == nil)
        #expect(try await LeaseLock.read("payments", on: api.client()) == nil)
    }

    @Test func readsBackWhatItWrites() throws {
        var record = LeaseRecord()
        record.holder = "h"
        record.acquired = Self.noon
        record.renewed = Self.noon.adding(seconds: 1)
        record.durationSeconds = 30
        record.epoch = 7
        record.plan = "digest"
        record.uid = "u"
        record.resourceVersion = "9"
        #expect(LeaseRecord(record.lease(name: "x")) == record)
    }

    @Test(.enabled(if: KubeTruth.isPresent)) func readsALeaseOfARealServer() throws {
        let exchange = try #require(try KubeTruth.scenario("lease").last)
        let record = LeaseRecord(exchange.answer)
        #expect(record.holder == "run-2")
        #expect(record.transitions == 1)
        #expect(record.expires == Timestamp("2026-01-01T00:00:40Z"))
    }
}
