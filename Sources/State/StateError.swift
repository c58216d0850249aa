import Git

/// The state repository, or a secret in it, could not be read or written; says what to do.
package struct StateError: Error, Sendable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// Another run changed these paths since they were read; nothing was committed.
        case conflict(paths: [String])
        /// What was committed is here but not at the remote, which did not take it.
        case notPublished
        /// The remote keeps its state on another branch.
        case otherBranch
        /// The remote cannot be read, and nothing of it is here.
        case unreadable
        /// The remote and this repository changed these paths differently.
        case diverged(paths: [String])
        /// No commit has the name that was given.
        case noRevision
        /// Git could not do it.
        case git(GitError.Reason)
        /// No recipients to encrypt a secret for.
        case noRecipients
        /// No identity to decrypt a secret with.
        case noIdentity
        /// The identity does not open a secret.
        case notOpened
        /// Whether the identity opens a secret cannot be told: `age` is missing, or does not end.
        case notTried
        /// Nothing is stored under this name.
        case notStored
        /// Not a name a secret can be stored under.
        case invalidName
    }

    package var reason: Reason
    /// What was attempted, why it failed, what to do.
    package var message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    package var description: String { message }

    /// Whether a stored secret is there and could not be opened with the identity at hand.
    package var isUnopened: Bool {
        reason == .notOpened || reason == .notTried
    }
}

extension StateError {
    init(_ error: GitError) {
        self.init(
            .git(error.reason),
            "the state repository is not usable: \(error)"
                + (error.isOfDamage
                    ? "; `git fsck --full` there shows what is damaged. Put a copy back, or move the repository away: "
                        + "the next run takes the remote's, or else begins anew from the marks in the clusters" : ""))
    }
}

/// The result of `body`, its git errors told as errors of the state.
func stating<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
) async throws -> T {
    do {
        return try await body()
    } catch let error as GitError {
        throw StateError(error)
    }
}
