import Diagnostics
import Files
import FoundationEssentials
import Git
import Glibc
import Redaction
import Resources
import Specification
import State
import Tools

/// Where the state of an estate is kept, and who can read its secrets.
struct StateStore: Sendable {
    /// The folder of the repository.
    let path: String
    private let remote: Remote?
    private let recipients: Result<[String], DiagnosticsError>
    private let age = Age()
    /// The file of the age identity, where the estate names one and it exists.
    let identity: String?
    /// Why there is no identity and what to do about it.
    let identityGap: String
    private let estate: Estate

    /// Throws where the estate names an identity that cannot be used.
    init(_ estate: Estate, variable: (String) -> String?) throws(DiagnosticsError) {
        let home = variable("HOME")
        path = estate.state.repository.resolved(home: home).tidyPath
        remote = estate.state.remote.map { url in
            Remote(url: url, credentials: Self.credentials(for: url, variable: variable))
        }
        recipients = Result { () throws(DiagnosticsError) in try EstateRecipients.read(of: estate, home: home) }
        let named = try Self.identity(of: estate, home: home)
        // Where secrets are only written, as in a pipeline, nobody needs the private key.
        identity = named.flatMap { FileManager.default.isReadableFile(atPath: $0) ? $0 : nil }
        identityGap =
            named.map { path in
                FileManager.default.fileExists(atPath: path)
                    ? "the identity \(path), which the estate names, cannot be read: run berth as its owner"
                    : "the identity \(path), which the estate names, does not exist: put the file of your private key there"
            } ?? "name the file of your private key in `encryption.identity.file`"
        self.estate = estate
    }

    /// The repository; nil where it was not made yet and there is no remote that could have one.
    func existing() async throws -> StateRepository? {
        guard try remote != nil || isThere() else { return nil }
        return try await opened()
    }

    /// The repository that is on this machine, without asking any remote; nil where there is none.
    func local() async throws -> StateRepository? {
        try isThere() ? try await StateRepository.open(at: path) : nil
    }

    /// Whether there is something where the repository should be, be it a link to nothing. Throws where that cannot be told, and
    /// where no repository could be made: a broken place must not pass for an empty one.
    private func isThere() throws(DiagnosticsError) -> Bool {
        var (place, file) = (path, stat())
        while lstat(place, &file) != 0 {
            let code = errno
            guard code == ENOENT || code == ENOTDIR else { throw unusable("\(place): \(FileError.system(code))") }
            guard place != "/", place != "." else { return false }
            place = place.lastIndex(of: "/").map { $0 == place.startIndex ? "/" : String(place[..<$0]) } ?? "."
        }
        guard place != path else { return true }
        guard stat(place, &file) == 0 else { throw unusable("\(place): \(FileError.last)") }
        guard file.st_mode & S_IFMT == S_IFDIR else { throw unusable("\(place) is a file") }
        return false
    }

    private func unusable(_ reason: String) -> DiagnosticsError {
        DiagnosticsError([
            .error(
                "the state repository cannot be at \(path): \(reason)",
                notes: "fix that, or name another folder in state.repository of the estate")
        ])
    }

    /// The repository, made where there is none.
    func opened() async throws -> StateRepository {
        try await StateRepository.open(at: path, remote: remote)
    }

    /// A warning where what is stored cannot be read back: the identity that the estate names is not there, or is another's.
    func strangeIdentity() -> Diagnostic? {
        if identity == nil, estate.encryption?.identity != nil {
            return .warning(
                "what is stored cannot be read back here: \(identityGap)",
                at: estate.marks.location(of: ["spec", "encryption", "identity"]))
        }
        guard case .success(let recipients) = recipients else { return nil }
        return EstateRecipients.stranger(
            identity: identity, recipients: recipients,
            at: estate.marks.location(of: ["spec", "encryption", "identity"]))
    }

    /// Throws where the estate names recipients that cannot be used: what a run stores would be lost.
    func checkRecipients() throws(DiagnosticsError) {
        _ = try recipients.get()
    }

    /// The secrets in a repository; without recipients they can be read and not written.
    func vault(_ repository: StateRepository) -> SecretVault {
        SecretVault(
            repository, recipients: (try? recipients.get()) ?? [], identity: identity, identityGap: identityGap,
            age: age)
    }

    private static func credentials(for url: String, variable: (String) -> String?) -> Remote.Credentials {
        if let token = variable("BERTH_STATE_TOKEN"), !token.isEmpty {
            KnownSecrets.shared.learn(token.utf8)
            return .token(token)
        }
        let isSSH = url.hasPrefix("ssh://") || (url.contains("@") && !url.contains("://"))
        return isSSH && variable("SSH_AUTH_SOCK") != nil ? .sshAgent : .none
    }

    /// The file that the estate names, which need not exist.
    private static func identity(of estate: Estate, home: String?) throws(DiagnosticsError) -> String? {
        guard let reference = estate.encryption?.identity else { return nil }
        guard case .file(let text) = reference.source else {
            throw DiagnosticsError([
                .error(
                    "the identity must be a file: age reads it from there", at: reference.location,
                    notes: "write `identity: {file: ~/.config/berth/age.key}`")
            ])
        }
        let path = LocalPath(text).resolved(home: home).tidyPath
        // `age` would wait for what a pipe brings.
        if let kind = FileKind(at: path), kind != .regular {
            throw DiagnosticsError([
                .error("the identity \(path) is \(kind.words), not a regular file", at: reference.location)
            ])
        }
        return path
    }
}
