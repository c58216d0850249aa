import Bounds
import Document
import HTTP
import Synchronization

/// Speaks with one API server: reads, applies, deletes and watches objects.
///
/// Requests that may be repeated are, on throttling, overload and broken connections (`RetryPolicy`); at most
/// `concurrency` are under way at once, watches not counted. The HTTP client belongs to the caller.
package final class KubernetesClient: Sendable {
    package struct Options: Sendable {
        package var concurrency = 16
        package var retry = RetryPolicy()
        /// For each attempt of a request; a LIST of thousands of objects may take long.
        package var timeout: Duration = .seconds(60)
        package var connectTimeout: Duration = .seconds(10)
        /// What an API server takes at most, in bytes.
        package var maxRequestBytes = 3 << 20
        /// Who is recorded as the owner of what is applied.
        package var fieldManager = "berth"

        package init() {
            // A server that accepts and never answers is given one attempt and a short second one.
            retry.budget = .seconds(75)
        }
    }

    /// What messages call the cluster.
    package let name: String
    package let access: ClusterAccess
    let http: HTTPClient
    let options: Options
    let environment: AccessEnvironment
    let credentials: CredentialSource
    let discovered: DiscoveryCache
    private let gate: ConcurrencyGate
    private let collectedWarnings = Mutex<[String]>([])
    /// Until when the server is taken for silent, since all attempts of a request failed.
    private let silence = Mutex<ContinuousClock.Instant?>(nil)

    /// `memory` is what earlier runs discovered of this very server.
    package init(
        name: String, access: ClusterAccess, http: HTTPClient, environment: AccessEnvironment = .none,
        options: Options = Options(), memory: DiscoveryMemory? = nil
    ) {
        discovered = DiscoveryCache(memory)
        self.name = name
        self.access = access
        self.http = http
        self.options = options
        self.environment = environment
        credentials = CredentialSource(access: access, environment: environment)
        gate = ConcurrencyGate(limit: options.concurrency)
    }

    /// The distinct warnings the server gave so far, in the order they came.
    package var warnings: [String] { collectedWarnings.withLock { $0 } }

    /// The policy for a request now: a server that did not answer a moment ago is tried once, since whoever asks next would
    /// otherwise wait as long again.
    func current(_ policy: RetryPolicy) -> RetryPolicy {
        var policy = policy
        if silence.withLock({ $0.map { ContinuousClock.now < $0 } ?? false }) { policy.attempts = 1 }
        return policy
    }

    /// Remembers whether the server answered.
    func note(answered: Bool) {
        silence.withLock { $0 = answered ? nil : ContinuousClock.now + .seconds(60) }
    }

    func note(_ warnings: [String]) {
        collectedWarnings.withLock { known in
            for warning in warnings where !known.contains(warning) { known.append(warning) }
        }
    }

    /// Runs `body` when a place among the concurrent requests is free.
    func limited<Result>(
        _ call: APICall, _ body: () async throws(KubernetesError) -> Result
    ) async throws(KubernetesError) -> Result {
        guard await gate.enter() else {
            throw error(call, .transport(HTTPError(.cancelled, call.method, url(call), reason: "before it was sent")))
        }
        defer { gate.leave() }
        return try await body()
    }

    func error(_ call: APICall, _ cause: KubernetesError.Cause) -> KubernetesError {
        KubernetesError(cluster: name, operation: call.operation, cause: cause)
    }
}
