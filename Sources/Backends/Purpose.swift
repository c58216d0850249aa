/// What a call to a remote system is for, as errors say it.
struct Purpose: Sendable {
    /// A verb phrase: `create`, `list`.
    var operation: String
    /// `network k8s-w-payments at provider hetzner-prod`, `DNS name payments.k8s.example.com`.
    var subject: String

    init(_ operation: String, _ subject: String) {
        self.operation = operation
        self.subject = subject
    }

    func error(
        _ reason: BackendError.Reason, _ message: String, hint: String? = nil, isTransient: Bool? = nil
    ) -> BackendError {
        BackendError(operation, subject, reason, message, hint: hint, isTransient: isTransient)
    }
}
