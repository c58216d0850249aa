import Glibc

extension HTTPClient {
    /// Sends a request as often as the policy allows and as long as its budget lasts, and gives the last outcome.
    ///
    /// The request's timeout bounds each attempt, the policy's budget all of them together.
    package func send(
        _ request: HTTPRequest, retrying policy: RetryPolicy
    ) async throws(HTTPError) -> HTTPResponse {
        let clock = ContinuousClock()
        let started = clock.now
        var mayRepeat = false
        var attempt = 1
        while true {
            var bounded = request
            let left = policy.budget - (clock.now - started)
            if attempt > 1 || request.timeout != nil { bounded.timeout = min(request.timeout ?? left, left) }
            let outcome = await outcome(of: bounded)
            let spent = clock.now - started
            let delay = policy.delay(after: outcome, of: request, attempt: attempt, now: Int64(time(nil)), spent: spent)
            guard let delay else {
                var response = try outcome.mapError { $0.after(attempts: attempt, spent) }.get()
                response.attempts = attempt
                response.mayRepeatEarlierAttempt = response.mayRepeatEarlierAttempt || mayRepeat
                return response
            }
            mayRepeat = mayRepeat || policy.leavesOpen(outcome)
            do {
                try await Task.sleep(for: delay)
            } catch {
                throw HTTPError(.cancelled, request, "while waiting to try again", mayHaveReachedServer: mayRepeat)
            }
            attempt += 1
        }
    }
}

extension RetryPolicy {
    /// Whether what was asked may have been done.
    fileprivate func leavesOpen(_ outcome: Result<HTTPResponse, HTTPError>) -> Bool {
        switch outcome {
        case .success(let response): !isPassing(response)
        case .failure(let error): error.mayHaveReachedServer
        }
    }
}
