import Glibc

/// When a failed request is sent again, and how long to wait before: exponential backoff with full jitter.
package struct RetryPolicy: Sendable {
    /// How often a request is sent at most.
    package var attempts: Int
    /// The longest wait after the first attempt; it doubles with each further one.
    package var baseDelay: Duration
    package var maxDelay: Duration
    /// A server that asks for a longer pause than this is not asked again.
    package var maxRetryAfter: Duration = .seconds(60)
    package var statuses: Set<Int> = [429, 500, 502, 503, 504]
    package var errors: Set<HTTPError.Kind> = [.unreachable, .timeout, .reset]
    /// Tells answers that would be the same again, whatever their status.
    package var isFinal: @Sendable (HTTPResponse) -> Bool = { _ in false }
    /// Gives a number from 0 to 1: which part of the longest wait to take.
    package var jitter: @Sendable () -> Double

    package init(
        attempts: Int = 5, baseDelay: Duration = .milliseconds(250), maxDelay: Duration = .seconds(10),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.attempts = attempts
        self.baseDelay = baseDelay
        self.maxDelay = maxDelay
        self.jitter = jitter
    }

    /// Sends once.
    package static let never = RetryPolicy(attempts: 1)

    /// How long to wait before attempt `attempt + 1`; nil where the outcome stands.
    ///
    /// What is not idempotent is sent again only if the server cannot have acted on it: it was not reached, or said 429.
    func delay(
        after outcome: Result<HTTPResponse, HTTPError>, of request: HTTPRequest, attempt: Int, now: Int64
    ) -> Duration? {
        guard attempt < attempts else { return nil }
        switch outcome {
        case .failure(let error):
            guard errors.contains(error.kind), request.isIdempotent || !error.mayHaveReachedServer else { return nil }
            return backoff(attempt)
        case .success(let response):
            guard statuses.contains(response.status), request.isIdempotent || response.status == 429 else { return nil }
            guard !isFinal(response) else { return nil }
            guard let asked = response.retryAfter(now: now) else { return backoff(attempt) }
            return asked <= maxRetryAfter ? max(asked, backoff(attempt)) : nil
        }
    }

    private func backoff(_ attempt: Int) -> Duration {
        let longest = min(maxDelay, baseDelay * (1 << min(attempt - 1, 20)))
        return longest * min(max(jitter(), 0), 1)
    }
}

extension HTTPResponse {
    /// The pause that `Retry-After` asks for, as seconds or as a date; `now` is in seconds since 1970.
    package func retryAfter(now: Int64) -> Duration? {
        guard let text = headers["Retry-After"] else { return nil }
        if let seconds = Int64(text), (0..<1_000_000_000).contains(seconds) { return .seconds(seconds) }
        return HTTPDate.seconds(text).map { .seconds(max(0, $0 - now)) }
    }
}
