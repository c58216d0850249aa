import Glibc

extension HTTPClient {
    /// Sends a request as often as the policy allows, and gives the last outcome.
    ///
    /// The request's timeout bounds each attempt, not all of them together.
    package func send(
        _ request: HTTPRequest, retrying policy: RetryPolicy
    ) async throws(HTTPError) -> HTTPResponse {
        var mayRepeat = false
        var attempt = 1
        while true {
            let outcome = await outcome(of: request)
            guard let delay = policy.delay(after: outcome, of: request, attempt: attempt, now: Int64(time(nil))) else {
                var response = try outcome.get()
                response.mayRepeatEarlierAttempt = response.mayRepeatEarlierAttempt || mayRepeat
                return response
            }
            mayRepeat = mayRepeat || outcome.mayHaveBeenCarriedOut
            do {
                try await Task.sleep(for: delay)
            } catch {
                throw HTTPError(.cancelled, request, "while waiting to try again", mayHaveReachedServer: mayRepeat)
            }
            attempt += 1
        }
    }
}

extension Result<HTTPResponse, HTTPError> {
    /// A 429 says that nothing was done; any other failed attempt leaves that open.
    fileprivate var mayHaveBeenCarriedOut: Bool {
        switch self {
        case .success(let response): response.status != 429
        case .failure(let error): error.mayHaveReachedServer
        }
    }
}
