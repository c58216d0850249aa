import Document
import Redaction

/// Gives the credentials for each request: fixed ones, those in files that are read again each minute, or what a plugin
/// prints, kept until it expires.
actor CredentialSource {
    struct Credentials: Sendable, Hashable {
        var token: String?
        var clientCertificatePEM: [UInt8]?
        var clientKeyPEM: [UInt8]?

        /// The same, redacted from now on in all that leaves this process: a server may repeat what it is sent.
        var learned: Credentials {
            for secret in [token.map { Array($0.utf8) }, clientKeyPEM] { secret.map(KnownSecrets.shared.learn) }
            return self
        }
    }

    struct Failure: Error {
        let reason: String
    }

    private struct Kept {
        var credentials: Credentials
        /// Nil: as long as the process runs.
        var until: Timestamp?
    }

    /// Who asked is shared by all who ask meanwhile, and ended when none of them waits any more.
    private struct Running {
        let task: Task<Kept, any Error>
        var waiters: Int
    }

    /// As long as client-go keeps what it read from a file.
    private static let filePeriod: Int64 = 60
    /// A plugin that failed is not asked again right away: each of its failures may take its whole time.
    private static let failurePeriod: Int64 = 30

    private let access: ClusterAccess
    private let environment: AccessEnvironment
    private var kept: Kept?
    /// The last outdated ones, for files that cannot be read while they are replaced.
    private var former: Credentials?
    private var failed: (failure: Failure, until: Timestamp)?
    private var running: Running?

    init(access: ClusterAccess, environment: AccessEnvironment) {
        self.access = access
        self.environment = environment
    }

    /// Whether others may be had by asking again.
    nonisolated var canChange: Bool { access.exec != nil || access.hasCredentialFiles }

    /// Throws `Failure`, or `CancellationError` where the task was cancelled.
    func credentials() async throws -> Credentials {
        guard canChange else { return fixed }
        if let kept, kept.until.map({ environment.now() < $0 }) ?? true { return kept.credentials }
        if let failed, environment.now() < failed.until { throw failed.failure }
        let task = join()
        do {
            let answer = try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                Task { await self.leave(task) }
            }
            if running?.task == task { running = nil }
            (kept, former, failed) = (answer, answer.credentials, nil)
            return answer.credentials
        } catch {
            if running?.task == task { running = nil }
            try Task.checkCancellation()
            let failure = (error as? Failure) ?? Failure(reason: "\(error)")
            if access.exec != nil { failed = (failure, environment.now().adding(seconds: Self.failurePeriod)) }
            throw failure
        }
    }

    /// Forgets what the server did not accept, unless others have come since.
    func invalidate(_ refused: Credentials) {
        if kept?.credentials == refused { kept = nil }
        if former == refused { former = nil }
    }

    /// Taught to the redactor once, not with each request.
    private lazy var fixed = Credentials(
        token: access.token, clientCertificatePEM: access.clientCertificatePEM, clientKeyPEM: access.clientKeyPEM
    ).learned

    private func join() -> Task<Kept, any Error> {
        if var current = running {
            current.waiters += 1
            running = current
            return current.task
        }
        let task = Task { [access, environment, fixed, former] in
            try await Self.ask(access, environment, fixed: fixed, former: former)
        }
        running = Running(task: task, waiters: 1)
        return task
    }

    private func leave(_ task: Task<Kept, any Error>) {
        guard running?.task == task else { return }
        running?.waiters -= 1
        guard running?.waiters == 0 else { return }
        running = nil
        task.cancel()
    }

    private static func ask(
        _ access: ClusterAccess, _ environment: AccessEnvironment, fixed: Credentials, former: Credentials?
    ) async throws -> Kept {
        var credentials = fixed
        do {
            try await read(access, into: &credentials, environment)
        } catch let failure as Failure where former != nil && access.exec == nil {
            // Whoever renews the files may be about to: what was read before is as good as it was.
            guard let former else { throw failure }
            credentials = former
        }
        guard let plugin = access.exec else {
            return Kept(credentials: credentials.learned, until: environment.now().adding(seconds: filePeriod))
        }
        let answer = try ExecCredential(
            try await environment.runPlugin(plugin, ExecCredential.information(for: plugin)), of: plugin)
        credentials.token = answer.token ?? credentials.token
        if let pair = answer.certificate {
            (credentials.clientCertificatePEM, credentials.clientKeyPEM) = (pair.certificatePEM, pair.keyPEM)
        }
        return Kept(credentials: credentials.learned, until: answer.expiration)
    }

    private static func read(
        _ access: ClusterAccess, into credentials: inout Credentials, _ environment: AccessEnvironment
    ) async throws {
        if let path = access.tokenFile {
            let text = String(decoding: try await bytes(of: path, environment), as: UTF8.self)
            credentials.token = text.filter { !$0.isWhitespace }
            guard credentials.token != "" else { throw Failure(reason: "the token file \(path) is empty") }
        }
        if let path = access.clientCertificateFile {
            credentials.clientCertificatePEM = try await bytes(of: path, environment)
        }
        if let path = access.clientKeyFile { credentials.clientKeyPEM = try await bytes(of: path, environment) }
    }

    private static func bytes(of path: String, _ environment: AccessEnvironment) async throws -> [UInt8] {
        do {
            return try await environment.readFile(path)
        } catch {
            throw Failure(reason: "\(path) cannot be read: \(error)")
        }
    }
}

extension ClusterAccess {
    /// Whether some of its credentials stand in files that may be renewed.
    var hasCredentialFiles: Bool { tokenFile != nil || clientCertificateFile != nil || clientKeyFile != nil }
}
