import Document
import Testing

@testable import SandboxAPI

/// Evictions, which a disruption budget may forbid.
struct EvictionTests {
    private let server: TestServer
    private static let pods = "/api/v1/namespaces/default/pods"
    private static let budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"

    init() throws {
        server = try TestServer()
        for name in ["a", "b"] {
            server.send(
                "POST", Self.pods,
                [
                    "metadata": ["name": .string(name), "labels": ["app": "web"]],
                    "spec": ["containers": [["name": "c", "image": "i"]]],
                ])
            status(of: "\(Self.pods)/\(name)", ["phase": "Running"])
        }
        server.send(
            "POST", Self.budgets,
            [
                "metadata": ["name": "web"],
                "spec": ["minAvailable": 1, "selector": ["matchExpressions": [["key": "app", "operator": "Exists"]]]],
            ])
    }

    private func status(of path: String, _ status: Value) {
        server.send(
            "PATCH", "\(path)/status", ["status": status], type: "application/merge-patch+json")
    }

    private func evict(_ pod: String, _ options: Value = [:]) -> (status: Int, body: Value) {
        server.send(
            "POST", "\(Self.pods)/\(pod)/eviction",
            ["metadata": ["name": .string(pod)], "deleteOptions": options])
    }

    private var allowed: Value? { server.send("GET", "\(Self.budgets)/web").body["status"]?["disruptionsAllowed"] }

    @Test func aBudgetAllowsAsManyAsItsStatusSays() {
        let early = evict("a")
        #expect(early.status == 429)
        #expect(early.body["details"]?["retryAfterSeconds"] == 10)
        status(
            of: "\(Self.budgets)/web",
            ["observedGeneration": 1, "disruptionsAllowed": 1, "desiredHealthy": 1, "currentHealthy": 2])
        #expect(evict("a", ["dryRun": ["All"]]).status == 201)
        #expect(allowed == 1)
        #expect(evict("a", ["gracePeriodSeconds": 0]).status == 201)
        #expect(server.send("GET", "\(Self.pods)/a").status == 404)
        #expect(allowed == 0)
        let refused = evict("b")
        #expect(refused.status == 429)
        #expect(refused.body["message"] == "Cannot evict pod as it would violate the pod's disruption budget.")
        #expect(
            refused.body["details"]?["causes"]?[0]?["message"]
                == "The disruption budget web needs 1 healthy pods and has 2 currently")
    }

    @Test func podsThatHaveEndedAreOfNoConcern() {
        status(of: "\(Self.pods)/b", ["phase": "Succeeded"])
        #expect(evict("b", ["gracePeriodSeconds": 0]).status == 201)
        #expect(evict("nobody").status == 404)
    }
}
