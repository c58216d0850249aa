import Document
import Synchronization

/// The secrets that this process has seen, and what keeps them out of whatever leaves it.
///
/// One a process: a provider, a server or a program may repeat anything that it was sent, to whoever asks it next. Whoever gets
/// hold of a secret teaches it here; whoever takes in the words of others, or writes text anywhere, has it redacted here.
package final class KnownSecrets: Sendable {
    package static let shared = KnownSecrets()

    private let redactor = Mutex(Redactor())

    package init() {}

    /// Redacts this value, in every spelling that `SecretForms` knows, from now on.
    package func learn(_ secret: some Sequence<UInt8>) {
        let secret = ByteString(Array(secret))
        guard !redactor.withLock({ $0.knows(secret) }) else { return }
        // Nobody waits for these.
        let forms = SecretForms(secret)
        redactor.withLock { $0.add(forms) }
    }

    /// The text with `(sensitive)` in place of each secret.
    package func redacting(_ text: String) -> String {
        redactor.withLock { $0 }.redacting(text)
    }
}
