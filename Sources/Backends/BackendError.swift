import Diagnostics
import Redaction
import Resources

/// What was asked of a remote system, about what, and why it was not done.
///
/// Neither text carries a secret value; both are safe to print.
package struct BackendError: TransientError, Superseded, ExplainedError, Sendable, Hashable, CustomStringConvertible {
    /// The causes that callers tell apart.
    package enum Reason: Sendable, Hashable {
        /// The system could not be reached, or broke off; what was asked may have been done.
        case unreachable
        /// It does not accept the credentials.
        case unauthorized
        /// The credentials do not allow this.
        case forbidden
        /// Somebody else keeps the thing.
        case notOwned
        /// It was to be created and is there already.
        case exists
        /// It is not what was observed any more.
        case changed
        /// Others own these fields with other values, and taking them was not approved.
        case conflicts([FieldConflict])
        /// It is protected against removal.
        case protected
        /// The system refuses what was asked.
        case rejected
        case notFound
        /// The system started the work and could not finish it.
        case failed
        /// What it answered cannot be understood.
        case invalidAnswer
        /// It is overloaded or locked, and did nothing.
        case busy
        /// It takes longer than it should.
        case timeout
        case other
    }

    /// A verb phrase: "create", "read".
    package var operation: String
    /// "network k8s-w-payments at provider hetzner-prod".
    package var subject: String
    package var reason: Reason
    /// The cause in words.
    package var message: String
    /// What to do about it.
    package var hint: String?
    package var isTransient: Bool

    /// `isTransient` follows from the reason where it is not given.
    package init(
        _ operation: String, _ subject: String, _ reason: Reason, _ message: String, hint: String? = nil,
        isTransient: Bool? = nil
    ) {
        self.operation = operation
        self.subject = subject.sanitized
        self.reason = reason
        // Systems repeat what they are sent, and plugins and kubeconfigs what they hold.
        self.message = KnownSecrets.shared.redacting(message).sanitized
        self.hint = (hint.map(KnownSecrets.shared.redacting))?.sanitized
        self.isTransient = isTransient ?? [.unreachable, .busy, .timeout].contains(reason)
    }

    /// It moved on since it was observed, or is there though it was absent: nothing was written.
    package var isSuperseded: Bool { [.changed, .exists].contains(reason) }

    package var explanation: Explanation { Explanation("cannot \(operation) \(subject): \(message)", advice: hint) }

    package var description: String { explanation.description }
}
