import Document

/// Gives the credentials for each request: fixed ones, a token file that is read again each minute, or what a
/// plugin prints, kept until it expires.
actor CredentialSource {
    struct Credentials: Sendable {
        var token: String?
        var clientCertificatePEM: [UInt8]?
        var clientKeyPEM: [UInt8]?
    }

    struct Failure: Error {
        let reason: String
    }

    private let access: ClusterAccess
    private let environment: AccessEnvironment
    private var kept: (credentials: Credentials, until: Timestamp?)?
    /// Shared by all who ask while it runs.
    private var running: Task<(Credentials, Timestamp?), any Error>?

    init(access: ClusterAccess, environment: AccessEnvironment) {
        self.access = access
        self.environment = environment
    }

    /// Whether others may be had by asking again.
    nonisolated var canChange: Bool { access.exec != nil || access.tokenFile != nil }

    func credentials() async throws(Failure) -> Credentials {
        guard canChange else { return fixed }
        if let kept, kept.until.map({ environment.now() < $0 }) ?? true { return kept.credentials }
        let task =
            running
            ?? Task { [access, environment, fixed] in
                if let plugin = access.exec {
                    return try await Self.run(plugin, fixed: fixed, environment)
                }
                return try await Self.read(access.tokenFile ?? "", fixed: fixed, environment)
            }
        running = task
        do {
            let (credentials, until) = try await task.value
            running = nil
            kept = (credentials, until)
            return credentials
        } catch {
            running = nil
            throw (error as? Failure) ?? Failure(reason: "\(error)")
        }
    }

    /// Forgets what the server did not accept.
    func invalidate() {
        kept = nil
    }

    private var fixed: Credentials {
        Credentials(
            token: access.token, clientCertificatePEM: access.clientCertificatePEM, clientKeyPEM: access.clientKeyPEM)
    }

    private static func read(
        _ path: String, fixed: Credentials, _ environment: AccessEnvironment
    ) async throws -> (Credentials, Timestamp?) {
        var credentials = fixed
        let text = String(decoding: try await environment.readFile(path), as: UTF8.self)
        credentials.token = text.filter { !$0.isWhitespace }
        guard credentials.token != "" else { throw Failure(reason: "the token file \(path) is empty") }
        return (credentials, environment.now().adding(seconds: 60))
    }

    private static func run(
        _ plugin: ClusterAccess.ExecPlugin, fixed: Credentials, _ environment: AccessEnvironment
    ) async throws -> (Credentials, Timestamp?) {
        let information: Value = [
            "apiVersion": .string(plugin.apiVersion), "kind": "ExecCredential", "spec": ["interactive": false],
        ]
        let output = try await environment.runPlugin(plugin, information.compactJSON)
        guard let value = try? Value(json: output), value["kind"] == "ExecCredential",
            value["apiVersion"]?.string == plugin.apiVersion, let status = value["status"]
        else {
            throw Failure(reason: "\(plugin.command) printed no ExecCredential of \(plugin.apiVersion)")
        }
        var credentials = fixed
        credentials.token = status["token"]?.string ?? fixed.token
        if let certificate = status["clientCertificateData"]?.string, let key = status["clientKeyData"]?.string {
            credentials.clientCertificatePEM = Array(certificate.utf8)
            credentials.clientKeyPEM = Array(key.utf8)
        }
        guard credentials.token != nil || credentials.clientCertificatePEM != nil else {
            throw Failure(reason: "\(plugin.command) gave neither a token nor a client certificate")
        }
        return (credentials, status["expirationTimestamp"]?.string.flatMap(Timestamp.init))
    }
}
