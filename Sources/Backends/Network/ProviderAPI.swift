import Document
import Glibc
import HTTP
import Resources

/// Speaks HTTP and JSON with a compute provider: credentials, retries, errors in its words.
struct ProviderAPI: Sendable {
    let provider: String
    let pace: PollingPace
    private let dialect: ProviderProblem.Dialect
    private let client: HTTPClient
    private let endpoint: String
    private let token: Secret
    private let reference: SecretReference

    /// `endpoint` is what all paths are appended to; `reference` is named where the token is refused.
    init(
        provider: String, dialect: ProviderProblem.Dialect, client: HTTPClient, endpoint: String, token: Secret,
        reference: SecretReference, pace: PollingPace
    ) {
        self.provider = provider
        self.dialect = dialect
        self.client = client
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        self.token = token
        self.reference = reference
        self.pace = pace
    }

    /// What a call is for, as errors say it.
    struct Purpose: Sendable {
        var operation: String
        var subject: String

        func error(_ reason: BackendError.Reason, _ message: String, hint: String? = nil) -> BackendError {
            BackendError(operation, subject, reason, message, hint: hint)
        }
    }

    /// "create", "network k8s-w-payments at provider hetzner-prod".
    func purpose(_ operation: String, _ name: String) -> Purpose {
        Purpose(operation: operation, subject: "network \(name) at provider \(provider)")
    }

    /// "list", "the networks at provider hetzner-prod".
    var listing: Purpose { Purpose(operation: "list", subject: "the networks at provider \(provider)") }

    /// Sends a request, again where the provider says that it did nothing yet, and gives its successful answer.
    ///
    /// A POST goes over a fresh connection, since libcurl repeats by itself what a dead one swallowed.
    func send(
        _ method: String, _ path: String, _ body: Value? = nil, for purpose: Purpose
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(method, endpoint + path, body: body?.json())
        guard let token = token.exposedText, !token.isEmpty else {
            throw purpose.error(.unauthorized, "the token is empty or no text", hint: "check \(reference)")
        }
        request.headers["Authorization"] = "Bearer \(token)"
        request.headers["Accept"] = "application/json"
        if body != nil { request.headers["Content-Type"] = "application/json" }
        request.usesFreshConnection = method == "POST"
        var attempt = 1
        while true {
            let response: HTTPResponse
            do {
                response = try await client.send(request, retrying: pace.retryPolicy)
            } catch {
                if error.kind == .cancelled { throw CancellationError() }
                throw purpose.error(.unreachable, error.description)
            }
            if response.isSuccess { return response }
            let problem = ProviderProblem(response, dialect)
            guard problem.isPassing, attempt < pace.attempts, let pause = pause(response, attempt) else {
                throw error(problem, purpose)
            }
            try await Task.sleep(for: pause)
            attempt += 1
        }
    }

    /// Like `send`, and reads the answer; an answer without a body is null.
    func json(
        _ method: String, _ path: String, _ body: Value? = nil, for purpose: Purpose
    ) async throws -> Value {
        try Self.value(of: try await send(method, path, body, for: purpose), for: purpose)
    }

    static func value(of response: HTTPResponse, for purpose: Purpose) throws -> Value {
        guard !response.body.isEmpty else { return .null }
        do {
            return try Value(json: response.body)
        } catch {
            throw purpose.error(.invalidAnswer, "the answer is no JSON: \(error)")
        }
    }

    /// Asks for something to be made that must not be made twice.
    ///
    /// Where an attempt's outcome is unknown (a connection that broke, a status from 500), what it may have made is
    /// looked for before the next one.
    func create<Result: Sendable>(
        _ path: String, _ body: Value, for purpose: Purpose, finding existing: () async throws -> Result?,
        reading result: (HTTPResponse) async throws -> Result
    ) async throws -> Result {
        var attempt = 1
        while true {
            let response: HTTPResponse
            do {
                response = try await send("POST", path, body, for: purpose)
            } catch let error as BackendError
                where error.reason == .unreachable && attempt < pace.attempts || error.reason == .exists && attempt > 1
            {
                try await Task.sleep(for: pace.pause(attempt))
                if let found = try await existing() { return found }
                if error.reason == .exists { throw error }
                attempt += 1
                continue
            }
            return try await result(response)
        }
    }

    /// How long to wait before a request is sent again: as the provider asks, else a little longer each time; nil
    /// where it asks for more than a run should wait.
    private func pause(_ response: HTTPResponse, _ attempt: Int) -> Duration? {
        let now = Int64(time(nil))
        var asked = response.retryAfter(now: now)
        if asked == nil, response.status == 429, let reset = response.headers["RateLimit-Reset"].flatMap({ Int64($0) })
        {
            asked = .seconds(max(0, reset - now))
        }
        guard let asked else { return pace.pause(attempt) }
        return asked <= pace.longestAskedPause ? max(asked, pace.pause(attempt)) : nil
    }

    private func error(_ problem: ProviderProblem, _ purpose: Purpose) -> BackendError {
        let code = problem.code.isEmpty ? "" : " (\(problem.code))"
        switch problem.reason {
        case .unauthorized:
            return purpose.error(
                .unauthorized, "the provider does not accept the token: \(problem.message)\(code)",
                hint: "check \(reference)")
        case .forbidden:
            return purpose.error(
                .forbidden, "the token does not allow this: \(problem.message)\(code)",
                hint: "give the token in \(reference) the right to read and write")
        case .protected:
            return purpose.error(
                .protected, "it is protected against deletion at the provider\(code)",
                hint: "take the protection away there first")
        case let reason: return purpose.error(reason, problem.message + code)
        }
    }
}
