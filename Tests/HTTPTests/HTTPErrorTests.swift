import TestSupport
import Testing

@testable import HTTP

@Suite struct HTTPErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var answer: StubServer.Answer
        var expected: HTTPError.Kind

        init(_ description: String, _ answer: StubServer.Answer, _ expected: HTTPError.Kind) {
            testDescription = description
            self.answer = answer
            self.expected = expected
        }
    }

    static let cases = [
        Case("no HTTP", .raw("SSH-2.0-OpenSSH_9.2\r\n\r\n"), .garbage),
        Case("HTML without a head", .raw("<html>"), .garbage),
        Case("nothing", .raw(""), .reset),
        Case("reset at once", .reset(), .reset),
        Case("reset in the head", .reset(after: "HTTP/1.1 200 OK\r\nContent-Le"), .reset),
        Case("short body", .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), .reset),
        Case("short chunk", .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"), .reset),
        Case("silence", .silence(), .timeout),
        Case("announced too large", .raw("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n"), .tooLarge),
        Case("streamed too large", .stream { while $0.send(String(repeating: "x", count: 5000)) {} }, .tooLarge),
        Case(
            "endless headers",
            .raw(
                "HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: \(String(repeating: "y", count: 999))\r\n", count: 2000)
            ),
            .tooLarge),
    ]

    @Test(arguments: cases)
    func tellsFailuresApart(_ example: Case) async throws {
        let server = try StubServer { _ in example.answer }
        let client = HTTPClient()
        var request = HTTPRequest("GET", "\(server.url)/path?token=hidden#fragment")
        request.maxResponseBytes = 100_000
        if example.expected == .timeout { request.timeout = .milliseconds(150) }
        let error = try #require(await client.outcome(of: request).failure)
        #expect(error.kind == example.expected, "\(error)")
        #expect(error.mayHaveReachedServer)
        #expect(error.url == "\(server.url)/path")
        #expect(!error.description.contains("hidden"))
        await client.close()
    }

    @Test func saysThatNothingListens() async throws {
        let server = try StubServer { _ in .text(200, "") }
        server.stop()
        let client = HTTPClient()
        // The port may still accept until the listening socket is gone: then the connection ends unanswered.
        var error = await client.outcome(of: HTTPRequest("GET", server.url)).failure
        while error?.kind == .reset { error = await client.outcome(of: HTTPRequest("GET", server.url)).failure }
        #expect(error?.kind == .unreachable)
        #expect(error?.description == "GET \(server.url)/: cannot connect: connection refused")
        #expect(error?.mayHaveReachedServer == false)
        await client.close()
    }

    @Test(arguments: [
        HTTPRequest("GET", "ftp://127.0.0.1/"), HTTPRequest("GET", "no url"), HTTPRequest("G ET", "http://127.0.0.1/"),
        HTTPRequest("GET", "http://127.0.0.1/", headers: ["A": "b\r\nC: d"]),
        HTTPRequest("GET", "http://127.0.0.1/", headers: ["A:": "b"]),
    ])
    func refusesWhatCannotBeSent(_ request: HTTPRequest) async throws {
        let client = HTTPClient()
        let error = await client.outcome(of: request).failure
        #expect(error?.kind == .invalidRequest)
        await client.close()
    }

    @Test func hidesUserAndQuery() {
        let error = HTTPError(.timeout, "GET", "https://me:secret@host.test:6443/api?token=secret#x", reason: "")
        #expect(error.description == "GET https://host.test:6443/api: timed out")
    }
}
