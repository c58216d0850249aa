import Document
import HTTP

extension KubernetesClient {
    /// Sends a call and reads the object it answers; refusals are thrown.
    func perform(_ call: APICall) async throws(KubernetesError) -> APIAnswer {
        let response = try await respond(to: call)
        guard response.isSuccess else { throw error(call, .status(StatusFailure(response, now: environment.now()))) }
        let object: Value
        do {
            object = try Value(json: response.body, sharing: Self.records)
        } catch {
            throw self.error(call, .garbage("\(error)"))
        }
        guard object.object != nil else { throw error(call, .garbage("it is not a JSON object")) }
        return APIAnswer(
            status: response.status, object: object, warnings: response.warnings,
            mayRepeatEarlierAttempt: response.mayRepeatEarlierAttempt)
    }

    /// The servers' records of ownership, of which thousands of objects have the same.
    private static let records = SharedParts(key: "fieldsV1")

    /// Sends a call and gives the answer, whatever its status.
    func respond(to call: APICall, retrying policy: RetryPolicy? = nil) async throws(KubernetesError) -> HTTPResponse {
        try await limited(call) { () async throws(KubernetesError) -> HTTPResponse in
            var (response, used) = try await attempt(call, retrying: policy ?? options.retry)
            if response.status == 401, !call.isAnonymous, credentials.canChange {
                await credentials.invalidate(used)
                (response, _) = try await attempt(call, retrying: policy ?? options.retry)
            }
            note(response.warnings)
            return response
        }
    }

    private func attempt(
        _ call: APICall, retrying policy: RetryPolicy
    ) async throws(KubernetesError) -> (HTTPResponse, CredentialSource.Credentials) {
        var policy = current(policy)
        policy.isFinal = { [environment] in
            $0.status == 500 && StatusFailure($0, now: environment.now()).isSchemaViolation
        }
        let credentials = try await credentials(for: call)
        let request = try request(for: call, as: credentials)
        do throws(HTTPError) {
            let response = try await http.send(request, retrying: policy)
            note(answered: true)
            return (response, credentials)
        } catch {
            if policy.attempts > 1, [.unreachable, .timeout].contains(error.kind) { note(answered: false) }
            throw self.error(call, .transport(error))
        }
    }

    /// The credentials that a call is made with; none for an anonymous one.
    func credentials(for call: APICall) async throws(KubernetesError) -> CredentialSource.Credentials {
        guard !call.isAnonymous else { return CredentialSource.Credentials() }
        do {
            return try await credentials.credentials()
        } catch let failure as CredentialSource.Failure {
            throw error(call, .credentials(failure.reason))
        } catch {
            let cause = HTTPError(.cancelled, call.method, url(call), reason: "while waiting for credentials")
            throw self.error(call, .transport(cause))
        }
    }

    func request(
        for call: APICall, as credentials: CredentialSource.Credentials
    ) throws(KubernetesError) -> HTTPRequest {
        var request = HTTPRequest(call.method, url(call), headers: ["Accept": call.accept])
        if let body = call.body {
            let bytes = body.json()
            guard bytes.count <= options.maxRequestBytes else { throw error(call, .requestTooLarge(bytes.count)) }
            request.body = bytes
            request.headers["Content-Type"] = call.contentType ?? "application/json"
        }
        request.isIdempotent = call.isIdempotent
        request.closesConnection = call.closesConnection
        request.entry = RequestTally.Entry(place: name, purpose: "\(call.operation.verb) \(call.resource)")
        request.timeout = options.timeout
        request.connectTimeout = options.connectTimeout
        request.connectTo = access.connectTo
        request.tls.caPEM = access.caPEM
        request.tls.serverName = access.tlsServerName
        request.tls.skipsVerification = access.skipsVerification
        request.proxyURL = access.proxyURL
        request.tls.clientCertificatePEM = credentials.clientCertificatePEM
        request.tls.clientKeyPEM = credentials.clientKeyPEM
        if let token = credentials.token { request.headers["Authorization"] = "Bearer \(token)" }
        return request
    }

    func url(_ call: APICall) -> String { access.server + call.target }
}

extension HTTPResponse {
    /// The texts of `Warning: 299 - "text"` headers.
    fileprivate var warnings: [String] {
        headers.values("Warning").compactMap { header in
            guard let first = header.firstIndex(of: "\""), let last = header.lastIndex(of: "\""), first < last else {
                return nil
            }
            return String(header[first..<last].dropFirst()).replacing("\\\"", with: "\"")
        }
    }
}
