import Document
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct CredentialTests {
    private let plugin = ClusterAccess.ExecPlugin(
        apiVersion: "client.authentication.k8s.io/v1", command: "get-token")

    private func environment(
        now: Timestamp, _ run: @escaping @Sendable () throws -> String
    ) -> AccessEnvironment {
        AccessEnvironment(
            readFile: { _ in Array("from-file\n".utf8) },
            runPlugin: { _, information in
                #expect(information.contains("ExecCredential"))
                return Array(try run().utf8)
            },
            now: { now })
    }

    private func credential(_ status: String) -> String {
        #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{\#(status)}}"#
    }

    @Test func runsThePluginOnceUntilItsCredentialExpires() async throws {
        for (now, runs) in [("2026-01-01T00:00:00Z", 1), ("2026-01-01T01:00:00Z", 3)] {
            let count = Counter()
            let api = try StubAPI { _ in .json(200, "{}") }
            let text = credential(#""token":"t","expirationTimestamp":"2026-01-01T00:30:00Z""#)
            let environment = environment(now: try #require(Timestamp(now))) {
                count.increment()
                return text
            }
            let client = api.client(environment) { $0.exec = plugin }
            // Two requests for discovery, then the object.
            _ = try await client.get(KubernetesClientTests.reference)
            #expect(count.value == runs)
            #expect(api.server.requests.allSatisfy { $0.headers["authorization"] == "Bearer t" })
        }
    }

    @Test func asksAgainWhenTheServerRefuses() async throws {
        let count = Counter()
        let api = try StubAPI { request in
            request.headers["authorization"] == "Bearer t1" ? .status(401, "Unauthorized", "no") : .json(200, "{}")
        }
        let text: @Sendable () -> String = { [self] in credential(#""token":"t\#(count.increment())""#) }
        let client = api.client(environment(now: .now, text)) { $0.exec = plugin }
        #expect(try await client.get(KubernetesClientTests.reference) == [:])
        #expect(count.value == 2)
    }

    @Test func readsTheTokenFile() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let client = api.client(environment(now: .now) { "" }) { $0.tokenFile = "/token" }
        _ = try await client.get(KubernetesClientTests.reference)
        #expect(api.server.requests.last?.headers["authorization"] == "Bearer from-file")
    }

    @Test(arguments: ["", "{}", #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}"#])
    func saysThatAPluginGaveNothing(_ output: String) async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let client = api.client(environment(now: .now) { output }) { $0.exec = plugin }
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await client.get(KubernetesClientTests.reference)
        }
        guard case .credentials(let reason) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("get-token"))
    }
}
