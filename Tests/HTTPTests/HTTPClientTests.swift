import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTP

@Suite struct HTTPClientTests {
    let client = HTTPClient()

    @Test func sendsWhatItIsGivenAndReturnsTheAnswer() async throws {
        let server = try StubServer { request in
            .text(201, "got \(request.text)", headers: ["X-Seen": request.headers["x-key"] ?? "none"])
        }
        var request = HTTPRequest("PATCH", "\(server.url)/a/b?force=true", headers: ["X-Key": "v"])
        request.body = Array("body".utf8)
        let response = try await client.send(request)
        #expect(response.status == 201)
        #expect(response.headers["x-seen"] == "v")
        #expect(response.body == Array("got body".utf8))
        let seen = try #require(server.requests.first)
        #expect(seen.method == "PATCH")
        #expect(seen.target == "/a/b?force=true")
        #expect(seen.headers["user-agent"] == "berth/0.1")
        #expect(seen.headers["content-type"] == nil)
        #expect(seen.headers["content-length"] == "4")
    }

    @Test(arguments: ["GET", "DELETE", "HEAD", "POST"])
    func sendsRequestsWithoutBody(_ method: String) async throws {
        let server = try StubServer { _ in .text(200, "x") }
        var request = HTTPRequest(method, server.url)
        if method == "POST" { request.body = [] }
        let response = try await client.send(request)
        #expect(response.status == 200)
        #expect(response.body == (method == "HEAD" ? [] : [0x78]))
        #expect(server.requests.map(\.method) == [method])
    }

    /// Another host, the same one without TLS or on another port, another scheme: nobody but the server asked gets the token.
    @Test(arguments: [301, 302, 303, 307, 308])
    func followsNoRedirect(_ status: Int) async throws {
        let other = try StubServer { _ in .text(200, "") }
        for target in [other.url, "//127.0.0.1:\(other.port)/x", "file:///etc/passwd"] {
            let server = try StubServer { _ in .text(status, "", headers: ["Location": target]) }
            for method in ["GET", "POST"] {
                let request = HTTPRequest(method, server.url, headers: ["Authorization": "Bearer planted"])
                #expect(try await client.send(request).status == status)
            }
            #expect(server.requests.count == 2)
        }
        #expect(other.requests.isEmpty)
    }

    @Test(arguments: ["a b", "a.test/x", "a.test:6443", "127.1", "a..test", "a.test?x", "", "ä.test", "a\nb"])
    func refusesAServerNameThatCannotBeAskedFor(_ name: String) async throws {
        var request = HTTPRequest("GET", "https://127.0.0.1:1/")
        request.tls.serverName = name
        #expect(!TLSSettings.isUsable(serverName: name))
        #expect(await client.outcome(of: request).failure?.kind == .invalidRequest)
    }

    @Test(arguments: ["a.test", "KUBERNETES", "under_score.test", "10.0.0.1", "fd00::1", "xn--bcher-kva.test"])
    func acceptsServerNames(_ name: String) {
        #expect(TLSSettings.isUsable(serverName: name))
    }

    @Test func sendsALargeBody() async throws {
        let server = try StubServer { .text(200, "\($0.body.count)") }
        let body = [UInt8](repeating: 7, count: 3 << 20)
        let response = try await client.send(HTTPRequest("PUT", server.url, body: body))
        #expect(String(decoding: response.body, as: UTF8.self) == "\(3 << 20)")
    }

    @Test func reusesAConnectionUnlessToldNotTo() async throws {
        let server = try StubServer { _ in .text(200, "") }
        var request = HTTPRequest("GET", server.url)
        _ = try await client.send(request)
        _ = try await client.send(request)
        request.usesFreshConnection = true
        _ = try await client.send(request)
        #expect(server.requests.map(\.connection) == [0, 0, 1])
    }

    @Test func dialsAnotherAddressThanTheURLs() async throws {
        let server = try StubServer { .text(200, $0.headers["host"] ?? "") }
        var request = HTTPRequest("GET", "http://payments.k8s.example.test:6443/healthz")
        request.connectTo = "127.0.0.1:\(server.port)"
        let response = try await client.send(request)
        #expect(String(decoding: response.body, as: UTF8.self) == "payments.k8s.example.test:6443")
    }

    @Test func limitsTheRequestsToOneHost() async throws {
        var options = HTTPClient.Options()
        options.maxRequestsPerHost = 3
        let client = HTTPClient(options)
        let arrived = Mutex(0)
        let third = Event()
        let server = try StubServer { request in
            // The first ones wait for each other, so that fewer than the limit at once would not get on.
            let count = arrived.withLock { count in
                count += 1
                return count
            }
            if count == 3 { third.signal() }
            return .stream { writer in
                if count < 3 { while !third.hasHappened { writer.send("."); sched_yield() } }
            }
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<12 { group.addTask { try await client.send(HTTPRequest("GET", server.url)).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(server.requests.count == 12)
        #expect(Set(server.requests.map(\.connection)).count <= 3)
        await client.close()
    }

    @Test func failsRequestsWhenClosed() async throws {
        let arrived = Event()
        let server = try StubServer { _ in
            arrived.signal()
            return .silence()
        }
        let client = HTTPClient()
        async let pending = client.outcome(of: HTTPRequest("GET", server.url))
        await arrived.wait()
        await client.close()
        #expect(await pending.failure?.kind == .closed)
        #expect(await client.outcome(of: HTTPRequest("GET", server.url)).failure?.kind == .closed)
    }

    @Test func cancellingTheTaskAbortsTheTransfer() async throws {
        let (arrived, closed) = (Event(), Event())
        let server = try StubServer { _ in
            arrived.signal()
            return .silence(whenClosed: { closed.signal() })
        }
        let task = Task { [client] in await client.outcome(of: HTTPRequest("GET", server.url)) }
        await arrived.wait()
        task.cancel()
        let error = await task.value.failure
        #expect(error?.kind == .cancelled)
        #expect(error?.mayHaveReachedServer == true)
        await closed.wait()
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let server = try StubServer { _ in .text(200, "") }
        let error = await Task { [client] in
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.outcome(of: HTTPRequest("GET", server.url))
        }.value.failure
        #expect(error?.kind == .cancelled)
        #expect(server.requests.isEmpty)
    }
}

extension Result<HTTPResponse, HTTPError> {
    var failure: HTTPError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
