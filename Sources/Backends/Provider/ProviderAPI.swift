import Document
import HTTP
import Resources

/// Speaks HTTP and JSON with a provider of networks or of DNS, or with a forge: credentials, retries, errors in its words.
struct ProviderAPI: Sendable {
    /// How a provider takes the credential.
    enum Credential: Sendable, Hashable {
        /// `Authorization: Bearer …`
        case token
        /// `X-API-Key: …`
        case apiKey
        /// `Authorization: token …`, as Forgejo and Gitea document it.
        case plainToken

        /// For messages.
        var words: String { self == .apiKey ? "API key" : "token" }
    }

    let provider: String
    let pace: PollingPace
    private let dialect: ProviderProblem.Dialect
    private let client: HTTPClient
    private let endpoint: String
    private let token: Secret
    private let credential: Credential
    private let reference: SecretReference
    private let tls: TLSSettings
    /// What the credential has to be allowed.
    private let right: String

    /// `endpoint` is what all paths are appended to; `reference` is named where the token is refused, `right` where it does not
    /// suffice.
    init(
        provider: String, dialect: ProviderProblem.Dialect, client: HTTPClient, endpoint: String, token: Secret,
        credential: Credential = .token, reference: SecretReference, pace: PollingPace,
        tls: TLSSettings = TLSSettings(), right: String = "the right to read and write"
    ) {
        self.provider = provider
        self.dialect = dialect
        self.client = client
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        self.token = token
        self.credential = credential
        self.reference = reference
        self.pace = pace
        self.tls = tls
        self.right = right
    }

    /// Sends a request, again where the provider says that it did nothing yet, and gives its successful answer,
    /// of at most `maxBytes`: no page of a list is larger.
    ///
    /// What is not idempotent goes over a fresh connection, since libcurl repeats by itself what a dead one swallowed.
    func send(
        _ method: String, _ path: String, _ body: Value? = nil, for purpose: Purpose, maxBytes: Int = 16 << 20
    ) async throws -> HTTPResponse {
        var request = HTTPRequest(method, endpoint + path, body: body?.json())
        guard let token = token.exposedText, !token.isEmpty else {
            throw purpose.error(
                .unauthorized, "the \(credential.words) is empty or no text", hint: "check \(reference)")
        }
        switch credential {
        case .token: request.headers["Authorization"] = "Bearer \(token)"
        case .apiKey: request.headers["X-API-Key"] = token
        case .plainToken: request.headers["Authorization"] = "token \(token)"
        }
        request.headers["Accept"] = "application/json"
        if body != nil { request.headers["Content-Type"] = "application/json" }
        request.usesFreshConnection = !request.isIdempotent
        request.entry = RequestTally.Entry(place: endpoint, purpose: method)
        request.maxResponseBytes = maxBytes
        request.tls = tls
        var policy = pace.retryPolicy
        policy.isPassing = { [dialect] in ProviderProblem($0, dialect).isPassing }
        let response: HTTPResponse
        do {
            response = try await client.send(request, retrying: policy)
        } catch {
            if error.kind == .cancelled { throw CancellationError() }
            switch error.kind {
            case .tooLarge: throw purpose.error(.invalidAnswer, error.description)
            case .invalidRequest: throw purpose.error(.rejected, error.description)
            default: throw purpose.error(.unreachable, error.description)
            }
        }
        guard response.isSuccess else { throw self.error(ProviderProblem(response, dialect), purpose) }
        return response
    }

    /// Like `send`, and reads the answer; an answer without a body is null.
    func json(
        _ method: String, _ path: String, _ body: Value? = nil, for purpose: Purpose, maxBytes: Int = 16 << 20
    ) async throws -> Value {
        try Self.value(of: try await send(method, path, body, for: purpose, maxBytes: maxBytes), for: purpose)
    }

    static func value(of response: HTTPResponse, for purpose: Purpose) throws -> Value {
        guard !response.body.isEmpty else { return .null }
        do {
            return try Value(json: response.body)
        } catch {
            throw purpose.error(.invalidAnswer, "the answer is not JSON: \(error)")
        }
    }

    /// Asks for something to be made that must not be made twice.
    ///
    /// Where an attempt's outcome is unknown (a connection that broke, a status from 500), what it may have made is
    /// looked for before the next one, as long as the pace's budget lasts.
    func create<Result: Sendable>(
        _ path: String, _ body: Value, for purpose: Purpose, finding existing: () async throws -> Result?,
        reading result: (HTTPResponse) async throws -> Result
    ) async throws -> Result {
        let end = ContinuousClock.now + pace.budget
        var attempt = 1
        while true {
            let response: HTTPResponse
            do {
                response = try await send("POST", path, body, for: purpose)
            } catch let error as BackendError
                where error.reason == .unreachable && attempt < pace.attempts && ContinuousClock.now < end
                || error.reason == .exists && attempt > 1
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

    /// All pages of a list; `next` reads one (from 0) and says whether there are more.
    ///
    /// Throws where they do not end, or take longer than the pace's budget: a provider that pages for ever is not listed.
    func pages(for purpose: Purpose, _ next: (Int) async throws -> Bool) async throws {
        let end = ContinuousClock.now + pace.budget
        for page in 0..<Self.mostPages {
            guard try await next(page) else { return }
            guard ContinuousClock.now < end else {
                let seconds = pace.budget.components.seconds
                throw purpose.error(.timeout, "the list did not end in \(seconds) s, after \(page + 1) pages")
            }
        }
        throw purpose.error(.invalidAnswer, "the list does not end: \(Self.mostPages) pages were read")
    }

    /// Of 50 or 100 items each.
    private static let mostPages = 200

    private func error(_ problem: ProviderProblem, _ purpose: Purpose) -> BackendError {
        let code = problem.code.isEmpty ? "" : " (\(problem.code))"
        switch problem.reason {
        case .unauthorized:
            return purpose.error(
                .unauthorized, "the provider does not accept the \(credential.words): \(problem.message)\(code)",
                hint: "check \(reference)")
        case .forbidden:
            return purpose.error(
                .forbidden, "the \(credential.words) does not allow this: \(problem.message)\(code)",
                hint: "give the \(credential.words) in \(reference) \(right)")
        case .protected:
            return purpose.error(
                .protected, "it is protected against deletion at the provider\(code)",
                hint: "take the protection away there first")
        case let reason: return purpose.error(reason, problem.message + code)
        }
    }
}
