import TestSupport
import Testing

@testable import HTTP

@Suite struct RetryTests {
    static let now: Int64 = 784_111_777
    let policy = RetryPolicy(attempts: 4, baseDelay: .seconds(1), maxDelay: .seconds(3), jitter: { 0.5 })

    private func delay(
        _ status: Int, retryAfter: String? = nil, method: String = "GET", attempt: Int = 1
    ) -> Duration? {
        var response = HTTPResponse(status: status)
        response.headers["Retry-After"] = retryAfter
        return policy.delay(
            after: .success(response), of: HTTPRequest(method, "http://127.0.0.1"), attempt: attempt, now: Self.now)
    }

    private func delay(_ kind: HTTPError.Kind, reached: Bool, method: String = "GET") -> Duration? {
        let error = HTTPError(kind, method, "http://127.0.0.1", reason: "", mayHaveReachedServer: reached)
        return policy.delay(
            after: .failure(error), of: HTTPRequest(method, "http://127.0.0.1"), attempt: 1, now: Self.now)
    }

    @Test func doublesUpToTheLongestWait() {
        let delays = (1...4).map { delay(503, attempt: $0) }
        #expect(delays == [.milliseconds(500), .seconds(1), .milliseconds(1500), nil])
    }

    @Test func asksAgainOnlyWhereThatHelps() {
        #expect([200, 400, 404, 409, 422, 501].allSatisfy { delay($0) == nil })
        #expect([429, 500, 502, 503, 504].allSatisfy { delay($0) != nil })
        #expect([.unreachable, .timeout, .reset].allSatisfy { delay($0, reached: true) != nil })
        #expect([.tls, .cancelled, .tooLarge, .garbage].allSatisfy { delay($0, reached: false) == nil })
    }

    @Test func doesNotRepeatWhatIsNotIdempotent() {
        #expect(delay(503, method: "POST") == nil)
        #expect(delay(429, method: "POST") != nil)
        #expect(delay(.reset, reached: true, method: "POST") == nil)
        #expect(delay(.unreachable, reached: false, method: "POST") != nil)
    }

    @Test func honoursRetryAfter() {
        #expect(delay(429, retryAfter: "7") == .seconds(7))
        #expect(delay(503, retryAfter: "Sun, 06 Nov 1994 08:49:40 GMT") == .seconds(3))
        #expect(delay(503, retryAfter: "Sun, 06 Nov 1994 08:00:00 GMT") == .milliseconds(500))
        #expect(delay(503, retryAfter: "soon") == .milliseconds(500))
        #expect(delay(503, retryAfter: "86400") == nil)
    }

    /// Whatever number a server writes, it ends as a pause that is waited for or not.
    @Test(arguments: [
        "9223372036854775807", "-9223372036854775808", "-1", "9223372036854775808", "1e9", "",
        "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT",
    ])
    func boundsWhatIsAskedFor(_ text: String) {
        for name in ["Retry-After", "RateLimit-Reset"] {
            for now in [Self.now, .min, .max] {
                var response = HTTPResponse(status: 429)
                response.headers[name] = text
                let pause = response.retryAfter(now: now)
                #expect(pause.map { $0 >= .zero && $0 <= .seconds(1_000_000_000) } ?? true)
            }
        }
    }

    @Test func honoursTheResetOfARateLimit() {
        var response = HTTPResponse(status: 429, headers: ["RateLimit-Reset": "\(Self.now + 9)"])
        #expect(response.retryAfter(now: Self.now) == .seconds(9))
        response.status = 503
        #expect(response.retryAfter(now: Self.now) == nil)
        response = HTTPResponse(
            status: 403, headers: ["X-RateLimit-Reset": "\(Self.now + 9)", "X-RateLimit-Remaining": "0"])
        #expect(response.isOverLimit && response.retryAfter(now: Self.now) == .seconds(9))
        response.headers["X-RateLimit-Remaining"] = "41"
        #expect(!response.isOverLimit && response.retryAfter(now: Self.now) == nil)
    }

    /// A server that accepts and never answers costs the budget, however many attempts there are.
    @Test func endsWithItsBudget() async throws {
        let server = try StubServer { _ in .silence() }
        let client = HTTPClient()
        var policy = RetryPolicy(attempts: 50, jitter: { 0 })
        policy.budget = .seconds(3)
        var request = HTTPRequest("GET", server.url)
        request.timeout = .milliseconds(300)
        let error = await #expect(throws: HTTPError.self) { try await client.send(request, retrying: policy) }
        #expect(error?.kind == .timeout)
        #expect(server.requests.count < 50)
        await client.close()
    }

    @Test(arguments: [(118, true), (119, false), (500, false)])
    func pausesWithinItsBudget(spent: Int, waits: Bool) {
        let outcome = Result<HTTPResponse, HTTPError>.success(HTTPResponse(status: 503, headers: ["Retry-After": "1"]))
        let delay = policy.delay(
            after: outcome, of: HTTPRequest("GET", "http://127.0.0.1"), attempt: 1, now: Self.now,
            spent: .seconds(spent))
        #expect((delay != nil) == waits)
    }

    @Test func theLastErrorOfSeveralSaysSo() {
        let error = HTTPError(.timeout, "GET", "http://127.0.0.1", reason: "no answer")
        #expect(error.after(attempts: 1, .seconds(9)) == error)
        #expect(error.after(attempts: 3, .seconds(9)).reason == "no answer; gave up after 3 attempts in 9 s")
    }

    @Test func waitsForNothingBeyondItsBudget() async throws {
        let server = try StubServer { _ in .text(503, "", headers: ["Retry-After": "50"]) }
        let client = HTTPClient()
        var policy = RetryPolicy()
        policy.budget = .seconds(40)
        #expect(try await client.send(HTTPRequest("GET", server.url), retrying: policy).status == 503)
        #expect(server.requests.count == 1)
        await client.close()
    }

    @Test func readsDates() {
        #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == Self.now)
        #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        #expect(HTTPDate.seconds("Thu, 29 Feb 2024 23:59:59 GMT") == 1_709_251_199)
        for text in ["", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37 CET"] {
            #expect(HTTPDate.seconds(text) == nil)
        }
    }

    @Test func sendsUntilItSucceeds() async throws {
        let count = Counter()
        let server = try StubServer { _ in
            switch count.increment() {
            case 1: .text(429, "", headers: ["Retry-After": "0"])
            case 2: .text(503, "")
            case 3: .reset()
            default: .text(200, "done")
            }
        }
        let client = HTTPClient()
        let policy = RetryPolicy(attempts: 5, jitter: { 0 })
        let response = try await client.send(HTTPRequest("GET", server.url), retrying: policy)
        #expect(response.status == 200)
        #expect(response.mayRepeatEarlierAttempt)
        #expect(count.value == 4)
        await client.close()
    }

    @Test func throttlingAloneLeavesNoDoubt() async throws {
        let count = Counter()
        let server = try StubServer { _ in count.increment() == 1 ? .text(429, "") : .text(201, "") }
        let client = HTTPClient()
        let response = try await client.send(
            HTTPRequest("POST", server.url, body: []), retrying: RetryPolicy(jitter: { 0 }))
        #expect(response.status == 201)
        #expect(!response.mayRepeatEarlierAttempt)
        await client.close()
    }

    @Test func givesTheLastAnswerWhenAttemptsRunOut() async throws {
        let server = try StubServer { _ in .text(503, "") }
        let client = HTTPClient()
        let policy = RetryPolicy(attempts: 3, jitter: { 0 })
        #expect(try await client.send(HTTPRequest("GET", server.url), retrying: policy).status == 503)
        #expect(server.requests.count == 3)
        await client.close()
    }

    @Test func aPostOverADeadConnectionIsNotSentTwice() async throws {
        let count = Counter()
        let server = try StubServer { _ in count.increment() == 2 ? .reset() : .text(200, "") }
        let client = HTTPClient()
        _ = try await client.send(HTTPRequest("GET", server.url))
        let post = await client.outcome(of: HTTPRequest("POST", server.url, body: [1]))
        #expect(post.failure?.kind == .reset)
        #expect(server.requests.map(\.method) == ["GET", "POST"])
        await client.close()
    }

    @Test func libcurlsOwnResendIsReported() async throws {
        let count = Counter()
        let server = try StubServer { _ in count.increment() == 2 ? .reset() : .text(200, "") }
        let client = HTTPClient()
        _ = try await client.send(HTTPRequest("GET", server.url))
        let response = try await client.send(HTTPRequest("PUT", server.url, body: [1]))
        #expect(response.mayRepeatEarlierAttempt)
        #expect(server.requests.map(\.method) == ["GET", "PUT", "PUT"])
        await client.close()
    }
}
