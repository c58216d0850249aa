import HTTP

/// How often a remote system is asked again.
package struct PollingPace: Sendable {
    /// The first pause; each further one is half as long again.
    package var first: Duration
    package var longest: Duration
    /// How often a request is sent at most.
    package var attempts = 6
    /// How long one exchange may take: all attempts of a request, or all pages of a list.
    package var budget: Duration = .seconds(120)

    package init(first: Duration = .milliseconds(500), longest: Duration = .seconds(10)) {
        self.first = first
        self.longest = longest
    }

    /// The pause after the `attempt`th try, from 1.
    package func pause(_ attempt: Int) -> Duration {
        var pause = first
        for _ in 1..<max(attempt, 1) where pause < longest { pause = pause * 3 / 2 }
        return min(pause, longest)
    }

    var retryPolicy: RetryPolicy {
        var policy = RetryPolicy(attempts: attempts, baseDelay: first, maxDelay: longest)
        policy.budget = budget
        policy.maxRetryAfter = budget
        return policy
    }
}

extension PollingPace {
    /// Looks at an item again and again until it satisfies the predicate, and gives it.
    func poll<Result: Sendable>(
        until satisfied: (Result?) throws -> Bool, _ current: () async throws -> Result?
    ) async throws -> Result? {
        var attempt = 1
        while true {
            let result = try await current()
            if try satisfied(result) { return result }
            try await Task.sleep(for: pause(attempt))
            attempt += 1
        }
    }
}
