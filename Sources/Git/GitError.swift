import CGit2
import Glibc

/// What git was asked to do, on what, and why it did not.
package struct GitError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The causes that callers tell apart.
    package enum Reason: Sendable, Equatable {
        /// The object, path, revision or reference does not exist.
        case notFound
        /// The path holds something that is not a git repository.
        case notARepository
        /// The repository has a work tree where a bare one is needed.
        case notBare
        /// The repository's folder belongs to another user.
        case otherOwner
        /// The reference does not stand where it was expected; `current` is where it stands now, nil if nowhere.
        case moved(current: ObjectID?)
        /// Another process holds this lock file.
        case locked(file: String)
        /// The remote refused a push because it has commits that are not here.
        case rejected
        /// Two lines of commits changed these paths in different ways.
        case conflict(paths: [String])
        /// The remote asked for credentials that are missing or that it does not accept.
        case authentication
        /// The text is not the name of a revision.
        case invalidName
        /// Several references have the name and stand at different commits, or several objects' ids begin so.
        case ambiguous
        /// The revision is another object.
        case notACommit
        /// A path that git cannot store, or that is a file on one side and a folder on the other.
        case invalidPath
        /// The file is larger than what is read.
        case tooLarge
        /// The history begins in the middle, or the branch that `HEAD` names is missing: what is there must be put right
        /// before more is written.
        case incomplete
        /// The remote showed no sign of life for so long, or did not come to an end.
        case timeout
        case cancelled
        case other
    }

    /// A verb phrase: "open", "read", "push to".
    package var operation: String
    /// The path, reference, revision or URL (without its credentials) it was about.
    package var subject: String
    package var reason: Reason
    /// The cause in words.
    package var message: String
    /// The part of libgit2 that failed ("odb", "reference", "net"); nil where the cause was found outside it.
    package var area: String?

    package init(_ operation: String, _ subject: String, _ reason: Reason, _ message: String, area: String? = nil) {
        self.operation = operation
        self.subject = subject
        self.reason = reason
        self.message = message
        self.area = area
    }

    package var description: String {
        "cannot \(operation) \(subject): \(message)"
    }
}

extension GitError {
    /// Whether what is stored seems to be damaged: objects are missing or cannot be read, though nothing keeps them from it.
    package var isOfDamage: Bool {
        let areas: Set<String> = ["odb", "object", "zlib", "reference", "tree"]
        return area.map(areas.contains) == true && [.other, .notFound].contains(reason)
            && ["read", "find", "compare"].contains(operation) && !Self.isOfSystem(message)
    }

    /// The error libgit2 left on this thread; read before anything else is called.
    static func last(_ operation: String, _ subject: String, code: Int32) -> GitError {
        var message = "libgit2 gave no reason (code \(code))"
        var area: String?
        if let error = git_error_last() {
            message = String(cString: error.pointee.message).withoutOpenEnd
            area = Self.areas[error.pointee.klass]
        }
        // libgit2 calls a reference locked also where its file may not be read.
        if code == GIT_ELOCKED.rawValue, !isOfSystem(message) {
            message += "; end the git process that holds the lock, or remove its file if there is none"
        }
        return GitError(operation, subject, Reason(code: code), message, area: area)
    }

    /// Whether a message ends with what the system said that says nothing of the repository itself: there is no room, or something
    /// is forbidden. libgit2 keeps it in words alone.
    static func isOfSystem(_ message: String) -> Bool {
        [ENOSPC, EDQUOT, EACCES, EPERM, EROFS, EMFILE, ENFILE, ENOMEM].contains { code in
            message.contains(String(cString: strerror(code)))
        }
    }

    private static let areas: [Int32: String] = Dictionary(
        uniqueKeysWithValues: [
            (GIT_ERROR_OS, "os"), (GIT_ERROR_INVALID, "invalid"), (GIT_ERROR_REFERENCE, "reference"),
            (GIT_ERROR_ZLIB, "zlib"), (GIT_ERROR_REPOSITORY, "repository"), (GIT_ERROR_CONFIG, "config"),
            (GIT_ERROR_ODB, "odb"), (GIT_ERROR_OBJECT, "object"), (GIT_ERROR_NET, "net"), (GIT_ERROR_TREE, "tree"),
            (GIT_ERROR_INDEXER, "indexer"), (GIT_ERROR_SSL, "tls"), (GIT_ERROR_SSH, "ssh"),
            (GIT_ERROR_CALLBACK, "callback"), (GIT_ERROR_FILESYSTEM, "filesystem"), (GIT_ERROR_HTTP, "http"),
        ].map { (Int32($0.0.rawValue), $0.1) })
}

extension GitError.Reason {
    fileprivate init(code: Int32) {
        switch code {
        case GIT_ENOTFOUND.rawValue, GIT_EUNBORNBRANCH.rawValue: self = .notFound
        case GIT_EAMBIGUOUS.rawValue: self = .ambiguous
        case GIT_EINVALIDSPEC.rawValue: self = .invalidName
        case GIT_EOWNER.rawValue: self = .otherOwner
        case GIT_ENONFASTFORWARD.rawValue: self = .rejected
        case GIT_EAUTH.rawValue: self = .authentication
        default: self = .other
        }
    }
}

/// Throws what libgit2 reports unless `code` says success.
func check(_ operation: String, _ subject: String, _ code: Int32) throws(GitError) {
    guard code >= 0 else { throw .last(operation, subject, code: code) }
}

extension String {
    /// Without the colon at its end, behind which libgit2 leaves the place empty where the system gave no reason.
    var withoutOpenEnd: String {
        var text = self
        while let last = text.last, last == ":" || last.isWhitespace { text.removeLast() }
        return text
    }
}
