/// A service the sandbox plays: an API server or a provider.
package protocol Endpoint: Sendable {
    /// What the request log and faults call it.
    var target: String { get }

    /// Who asks, for the request log; empty where nobody in particular.
    func user(of request: WebRequest) -> String

    /// Does the work.
    func respond(to request: WebRequest) async -> WebResponse

    /// An answer in this service's own form that says that it failed with a status.
    func failure(status: Int, retryAfter: Int?) -> WebResponse
}

/// A service that can answer a write as if it had been done, and do nothing.
package protocol FeigningEndpoint: Endpoint {
    /// The answer to a write that is left undone; a refusal where the write would have been refused.
    func feign(_ request: WebRequest) async -> WebResponse
}
