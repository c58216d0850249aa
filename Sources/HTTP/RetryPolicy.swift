import Glibc

/// When a failed request is sent again, how long to wait before, and how long to go on: exponential backoff with full jitter.
package struct RetryPolicy: Sendable {
    /// How often a request is sent at most.
    package var attempts: Int
    /// The longest wait after the first attempt; it doubles with each further one.
    package var baseDelay: Duration
    package var maxDelay: Duration
    /// How long all attempts and the pauses between them may take together; what is left bounds each attempt.
    package var budget: Duration = .seconds(120)
    /// A server that asks for a longer pause than this is not asked again.
    package var maxRetryAfter: Duration = .seconds(60)
    package var statuses: Set<Int> = [429, 500, 502, 503, 504]
    package var errors: Set<HTTPError.Kind> = [.unreachable, .timeout, .reset]
    /// Tells answers that say that nothing was done and that it may be a moment later, whatever the method.
    package var isPassing: @Sendable (HTTPResponse) -> Bool = { $0.status == 429 }
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
    /// What is not idempotent is sent again only if the server cannot have acted on it: it was not reached, or says so.
    /// `spent` is what the attempts and pauses so far have taken.
    func delay(
        after outcome: Result<HTTPResponse, HTTPError>, of request: HTTPRequest, attempt: Int, now: Int64,
        spent: Duration = .zero
    ) -> Duration? {
        let delay = delay(after: outcome, of: request, attempt: attempt, now: now)
        return delay.flatMap { spent + $0 < budget ? $0 : nil }
    }

    private func delay(
        after outcome: Result<HTTPResponse, HTTPError>, of request: HTTPRequest, attempt: Int, now: Int64
    ) -> Duration? {
        guard attempt < attempts else { return nil }
        switch outcome {
        case .failure(let error):
            guard errors.contains(error.kind), request.isIdempotent || !error.mayHaveReachedServer else { return nil }
            return backoff(attempt)
        case .success(let response):
            guard isPassing(response) || (statuses.contains(response.status) && request.isIdempotent) else {
                return nil
            }
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
    /// The pause that `Retry-After` asks for, as seconds or as a date, or else the `RateLimit-Reset` of a 429 (GitHub:
    /// `X-RateLimit-Reset`, also of a 403); `now` is in seconds since 1970.
    package func retryAfter(now: Int64) -> Duration? {
        guard let text = headers["Retry-After"] else {
            let reset = headers["RateLimit-Reset"] ?? headers["X-RateLimit-Reset"]
            guard status == 429 || isOverLimit, let reset = reset.flatMap({ Int64($0) }) else { return nil }
            return Self.pause(until: reset, now: now)
        }
        if let seconds = Int64(text) { return .seconds(min(max(seconds, 0), Self.longestPause)) }
        return HTTPDate.seconds(text).map { Self.pause(until: $0, now: now) }
    }

    /// Whether it is a 403 by which a server means that too much was asked, as GitHub's do.
    package var isOverLimit: Bool {
        status == 403 && (headers["Retry-After"] != nil || headers["X-RateLimit-Remaining"] == "0")
    }

    /// The pause until a moment in seconds since 1970, whatever number a server wrote: none where it has passed.
    package static func pause(until moment: Int64, now: Int64) -> Duration {
        let (seconds, overflows) = moment.subtractingReportingOverflow(now)
        guard !overflows else { return .seconds(moment < now ? 0 : longestPause) }
        return .seconds(min(max(seconds, 0), longestPause))
    }

    /// In seconds: longer than anybody waits.
    private static let longestPause: Int64 = 1_000_000_000
}
