import Diagnostics

/// A request that ended without a complete answer: what was tried, and why it failed.
///
/// The URL is shown without user, query and fragment, and headers and bodies never are, since all of them carry secrets.
package struct HTTPError: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The name does not resolve or nothing accepts the connection.
        case unreachable
        /// The handshake failed: an unknown authority, another name, an expired certificate, no TLS at all.
        case tls
        /// The connect or the overall timeout passed.
        case timeout
        /// The waiting task was cancelled.
        case cancelled
        /// The connection broke before the answer was complete.
        case reset
        /// The answer, one line of it or its headers exceed the bound.
        case tooLarge
        /// What came is not HTTP.
        case garbage
        /// The request cannot be sent as it is.
        case invalidRequest
        /// The client was closed.
        case closed
        /// libcurl failed for a reason of its own.
        case failed
    }

    package var kind: Kind
    package var method: String
    package var url: String
    /// One clause without a full stop.
    package var reason: String
    /// False where the server cannot have seen the request.
    package var mayHaveReachedServer: Bool

    package init(
        _ kind: Kind, _ method: String, _ url: String, reason: String, mayHaveReachedServer: Bool = false
    ) {
        self.kind = kind
        self.method = method
        self.url = CurlURL.withoutSecrets(url)
        self.reason = reason.sanitized
        self.mayHaveReachedServer = mayHaveReachedServer
    }

    init(_ kind: Kind, _ request: HTTPRequest, _ reason: String, mayHaveReachedServer: Bool = false) {
        self.init(kind, request.method, request.url, reason: reason, mayHaveReachedServer: mayHaveReachedServer)
    }
}

extension HTTPError {
    /// The last error of several attempts, which says so.
    func after(attempts: Int, _ spent: Duration) -> HTTPError {
        guard attempts > 1 else { return self }
        var error = self
        let tries = "gave up after \(attempts) attempts in \(max(1, spent.components.seconds)) s"
        error.reason = error.reason.isEmpty ? tries : "\(error.reason); \(tries)"
        return error
    }
}

extension HTTPError: CustomStringConvertible {
    package var description: String {
        let what =
            switch kind {
            case .unreachable: "cannot connect"
            case .tls: "no trusted connection"
            case .timeout: "timed out"
            case .cancelled: "cancelled"
            case .reset: "the connection broke"
            case .tooLarge: "the answer is too large"
            case .garbage: "the answer is not HTTP"
            case .invalidRequest: "the request is invalid"
            case .closed: "the client is closed"
            case .failed: "failed"
            }
        return "\(method) \(url): \(what)" + (reason.isEmpty ? "" : ": \(reason)")
    }
}
