import Diagnostics
import HTTP
import Redaction

/// An operation on a cluster that failed: what was tried where, and why.
package struct KubernetesError: Error, Sendable, Hashable {
    package struct Operation: Sendable, Hashable, CustomStringConvertible {
        /// `get`, `list`, `apply`, …
        package var verb: String
        /// An object, a kind or a path.
        package var subject: String

        package init(_ verb: String, _ subject: String) {
            self.verb = verb
            self.subject = subject
        }

        package var description: String { "\(verb) \(subject)" }
    }

    package enum Cause: Sendable, Hashable {
        case status(StatusFailure)
        case transport(HTTPError)
        /// The answer is not what an API server answers; the reason says how.
        case garbage(String)
        /// The server does not know the kind.
        case notDiscovered(GroupVersionKind)
        /// What the API group serves cannot be told, since its own server does not answer.
        case staleGroup(String)
        /// The token file cannot be read or the credential plugin fails.
        case credentials(String)
        /// The request, of so many bytes, is larger than servers take.
        case requestTooLarge(Int)
        /// The object cannot be sent as it is.
        case invalidObject(String)
    }

    /// The name of the cluster for people.
    package var cluster: String
    package var operation: Operation
    package var cause: Cause

    package init(cluster: String, operation: Operation, cause: Cause) {
        self.cluster = cluster
        self.operation = operation
        self.cause = cause
    }
}

extension KubernetesError {
    package var status: StatusFailure? {
        if case .status(let failure) = cause { failure } else { nil }
    }

    private var transport: HTTPError? {
        if case .transport(let error) = cause { error } else { nil }
    }

    package var isNotFound: Bool { status?.code == 404 }
    package var isConflict: Bool { status?.code == 409 }
    package var isAlreadyExists: Bool { status?.reason == "AlreadyExists" }
    package var isForbidden: Bool { status?.code == 403 }
    package var isUnauthorized: Bool { status?.code == 401 }
    /// The list or watch began too long ago.
    package var isExpired: Bool { status?.code == 410 }
    package var isCancelled: Bool { transport?.kind == .cancelled }

    /// No answer of an API server came: nothing is known about the cluster.
    package var isUnreachable: Bool {
        switch transport?.kind {
        case .unreachable, .tls, .timeout, .reset, .garbage: true
        default: false
        }
    }

    /// No credentials could be had to ask with.
    package var isWithoutCredentials: Bool {
        if case .credentials = cause { true } else { false }
    }

    /// Whether the same may succeed a little later.
    package var isRetryable: Bool {
        switch cause {
        case .status(let failure): [429, 500, 502, 503, 504].contains(failure.code) && !failure.isSchemaViolation
        case .transport(let error): [.unreachable, .timeout, .reset].contains(error.kind)
        case .staleGroup: true
        default: false
        }
    }

    /// What other managers own, where an apply failed for that.
    package var fieldManagerConflicts: [FieldManagerConflict] {
        (status?.causes ?? []).compactMap(FieldManagerConflict.init)
    }
}

extension KubernetesError: CustomStringConvertible {
    /// One line, safe to print.
    package var description: String {
        "cluster \(cluster): cannot \(operation): \(reason)\(hint.map { "; \($0)" } ?? "")".sanitized
    }

    /// The cause in words, without the secrets that a server repeats.
    package var reason: String {
        KnownSecrets.shared.redacting(spokenReason)
    }

    private var spokenReason: String {
        switch cause {
        case .status(let failure):
            (failure.message.isEmpty ? "the server answered \(failure.code)" : "\(failure.message) (\(failure.code))")
                + (failure.attempts > 1 ? ", also after \(failure.attempts) attempts" : "")
        case .transport(let error): "\(error)"
        case .garbage(let reason): "the answer is not that of a Kubernetes API server: \(reason)"
        case .notDiscovered(let kind): "the server does not know \(kind)"
        case .staleGroup(let group): "the server of the API group \(group) does not answer"
        case .credentials(let reason): "no credentials: \(reason)"
        case .requestTooLarge(let count): "the request of \(count) bytes is larger than servers take"
        case .invalidObject(let reason): reason
        }
    }

    /// What to do about it, where that can be told.
    package var hint: String? {
        switch cause {
        case .status(let failure) where failure.code == 401:
            "the credentials of its kubeconfig are not accepted: they may have expired or belong to another cluster"
        case .status(let failure) where failure.code == 403:
            "grant the user the permission to \(operation), or use other credentials"
        case .transport(let error)
        where error.kind == .tls && ["has expired", "is not yet valid"].contains(where: error.reason.contains):
            "renew the server's certificate, or set the clock of this machine"
        case .transport(let error) where error.kind == .tls:
            "check that the certificate authority in its kubeconfig is the one that signed the server's certificate"
        case .transport(let error) where error.kind == .unreachable:
            "check the server's address and that it is running"
        case .staleGroup(let group): "check the APIServices of the group \(group) and the pods behind them"
        case .notDiscovered: "check the version, and that its CustomResourceDefinition is installed"
        default: nil
        }
    }
}
