import Document
import Synchronization
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct ClusterLeasesTests {
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
                    guard let lease = state.lease else { return .status(404, "NotFound", "gone") }
                    let wanted = body["preconditions"]
                    guard wanted?["uid"] == lease.metadata.uid.map(Value.string),
                        wanted?["resourceVersion"] == lease.metadata.resourceVersion.map(Value.string)
                    else { return .status(409, "Conflict", "modified") }
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

    private var leases: ClusterLeases { ClusterLeases(on: api.client(), labels: ["berth.dev/estate": "e"]) }

    private func record(_ holder: String) -> LeaseRecord {
        var record = LeaseRecord(epoch: 3)
        record.holder = holder
        record.renewed = Self.noon
        record.durationSeconds = 30
        record.labels = ["berth.dev/estate": "e"]
        return record
    }

    @Test func theNamespaceIsMadeWhereItIsMissing() async throws {
        let written = try #require(try await leases.put(record("run-1"), to: "e.run.1"))
        #expect(written.says(record("run-1")))
        #expect(cluster.lease?["spec"]?["renewTime"]?.string == "2026-01-01T12:00:00.000000Z")
        #expect(
            api.calls == [
                "POST /apis/coordination.k8s.io/v1/namespaces/berth-system/leases?fieldManager=berth&fieldValidation=Strict",
                "POST /api/v1/namespaces?fieldManager=berth&fieldValidation=Strict",
                "POST /apis/coordination.k8s.io/v1/namespaces/berth-system/leases?fieldManager=berth&fieldValidation=Strict",
            ])
    }

    @Test func aWriteThatComesBetweenWins() async throws {
        let first = try #require(try await leases.put(record("run-1"), to: "e.run.1"))
        #expect(try await leases.put(record("run-2"), to: "e.run.1") == nil, "it exists already")
        var renewed = first
        renewed.renewed = Self.noon.adding(seconds: 10)
        let second = try #require(try await leases.put(renewed, to: "e.run.1"))
        #expect(try await leases.put(first, to: "e.run.1") == nil, "it was changed since")
        await #expect(throws: KubernetesError.self) { try await leases.delete(first, at: "e.run.1") }
        #expect(try await leases.read("e.run.1") == second)
        try await leases.delete(second, at: "e.run.1")
        #expect(try await leases.read("e.run.1") == nil)
        #expect(try await leases.put(second, to: "e.run.1") == nil, "it is gone")
    }

    @Test(arguments: [StubServer.Answer.reset(), .status(503, "ServiceUnavailable", "later")])
    func aWriteWhoseAnswerIsLostCounts(_ broken: StubServer.Answer) async throws {
        // Made before, so that the broken write is that of the Lease.
        let first = try #require(try await leases.put(record("run-1"), to: "e.run.1"))
        cluster.breakNextWrite(broken)
        let second = try #require(try await leases.put(first.released(now: Self.noon), to: "e.run.1"))
        #expect(second.holder == nil)
        #expect(cluster.lease?["spec"]?["holderIdentity"] == "")
    }
}
