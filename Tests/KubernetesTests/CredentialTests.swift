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

    @Test func tellsThePluginWhatKubectlTells() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let text = credential(#""token":"t""#)
        let told = Mutex<[Value]>([])
        let environment = AccessEnvironment(
            readFile: { _ in [] },
            runPlugin: { _, information in
                let value = try Value(json: Array(information.utf8))
                told.withLock { $0.append(value) }
                return Array(text.utf8)
            })
        for cluster in [nil, ["server": "https://a.test"]] as [Value?] {
            let client = api.client(environment) {
                $0.exec = plugin
                $0.exec?.cluster = cluster
            }
            _ = try await client.get(KubernetesClientTests.reference)
        }
        let version: Value = "client.authentication.k8s.io/v1"
        #expect(
            told.withLock { $0 } == [
                ["kind": "ExecCredential", "apiVersion": version, "spec": ["interactive": false]],
                [
                    "kind": "ExecCredential", "apiVersion": version,
                    "spec": ["interactive": false, "cluster": ["server": "https://a.test"]],
                ],
            ])
    }

    /// A plugin that hangs costs its time once, not once for each request.
    @Test func aPluginThatFailedIsNotAskedAgainRightAway() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let count = Counter()
        let clock = Mutex(try #require(Timestamp("2026-01-01T00:00:00Z")))
        let text = credential(#""token":"t""#)
        let environment = AccessEnvironment(
            readFile: { _ in [] },
            runPlugin: { _, _ in
                if count.increment() == 1 { throw CredentialSource.Failure(reason: "it hung") }
                return Array(text.utf8)
            }, now: { clock.withLock { $0 } })
        let client = api.client(environment) { $0.exec = plugin }
        for _ in 0..<3 {
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await client.get(KubernetesClientTests.reference)
            }
            #expect(error?.cause == .credentials("it hung"))
        }
        #expect(count.value == 1)
        clock.withLock { $0 = $0.adding(seconds: 31) }
        _ = try await client.get(KubernetesClientTests.reference)
        #expect(count.value == 2)
    }

    /// Many requests that are refused at once ask for new credentials once.
    @Test func refusalsOfTheSameCredentialsAskOnce() async throws {
        let count = Counter()
        let api = try StubAPI { request in
            request.headers["authorization"] == "Bearer t1" ? .status(401, "Unauthorized", "no") : .json(200, "{}")
        }
        let text: @Sendable () -> String = { [self] in credential(#""token":"t\#(count.increment())""#) }
        let client = api.client(environment(now: .now, text)) { $0.exec = plugin }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 { group.addTask { _ = try await client.get(KubernetesClientTests.reference) } }
            try await group.waitForAll()
        }
        #expect(count.value == 2)
    }

    @Test func givesUpAPluginThatNobodyWaitsFor() async throws {
        let (started, ended) = (Event(), Event())
        let environment = AccessEnvironment(
            readFile: { _ in [] },
            runPlugin: { _, _ in
                started.signal()
                defer { ended.signal() }
                try await Task.sleep(for: .seconds(600))
                return []
            })
        var access = ClusterAccess(server: "https://a.test")
        access.exec = plugin
        let source = CredentialSource(access: access, environment: environment)
        let tasks = (0..<2).map { _ in Task { try await source.credentials() } }
        await started.wait()
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        await ended.wait()
    }

    @Test func readsRenewedFilesAndKeepsTheFormerWhileTheyAreReplaced() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let clock = Mutex(try #require(Timestamp("2026-01-01T00:00:00Z")))
        let files = Mutex(["/token": "one", "/c.crt": "certificate 1", "/c.key": "key 1"])
        let environment = AccessEnvironment(
            readFile: { path in
                guard let text = files.withLock({ $0[path] }) else { throw UnsupportedCredentials(description: "gone") }
                return Array(text.utf8)
            },
            runPlugin: { _, _ in [] }, now: { clock.withLock { $0 } })
        var access = ClusterAccess(server: api.server.url)
        (access.tokenFile, access.clientCertificateFile, access.clientKeyFile) = ("/token", "/c.crt", "/c.key")
        let source = CredentialSource(access: access, environment: environment)
        func current() async throws -> [String] {
            let credentials = try await source.credentials()
            return [
                credentials.token ?? "", String(decoding: credentials.clientCertificatePEM ?? [], as: UTF8.self),
                String(decoding: credentials.clientKeyPEM ?? [], as: UTF8.self),
            ]
        }
        #expect(try await current() == ["one", "certificate 1", "key 1"])
        files.withLock { $0 = ["/token": "two", "/c.crt": "certificate 2", "/c.key": "key 2"] }
        #expect(try await current() == ["one", "certificate 1", "key 1"], "read a moment ago")
        clock.withLock { $0 = $0.adding(seconds: 61) }
        #expect(try await current() == ["two", "certificate 2", "key 2"])
        files.withLock { $0["/c.key"] = nil }
        clock.withLock { $0 = $0.adding(seconds: 61) }
        #expect(try await current() == ["two", "certificate 2", "key 2"])
        await source.invalidate(try await source.credentials())
        await #expect(throws: CredentialSource.Failure.self) { try await current() }
    }

    @Test func readsTheTokenFile() async throws {
        let api = try StubAPI { _ in .json(200, "{}") }
        let client = api.client(environment(now: .now) { "" }) { $0.tokenFile = "/token" }
        _ = try await client.get(KubernetesClientTests.reference)
        #expect(api.server.requests.last?.headers["authorization"] == "Bearer from-file")
    }

    private static let head = #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1""#

    @Test(arguments: [
        "", "{}", "\(head)}", #"\#(head),"status":{}}"#, #"\#(head),"status":{"token":7}}"#,
        #"\#(head),"status":{"clientKeyData":"k"}}"#, #"\#(head),"status":{"token":"t","clientCertificateData":"c"}}"#,
        #"\#(head),"status":{"token":"t","expirationTimestamp":"tomorrow"}}"#,
        #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}"#,
    ])
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
