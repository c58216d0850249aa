import Document

/// How to reach one API server, and as whom.
package struct ClusterAccess: Sendable, Hashable {
    /// A program that prints credentials (`client.authentication.k8s.io`).
    package struct ExecPlugin: Sendable, Hashable {
        package var apiVersion: String
        package var command: String
        package var args: [String]
        package var env: [String: String]
        /// What it is told of the cluster (`spec.cluster` of `KUBERNETES_EXEC_INFO`); nil where it does not want to know.
        package var cluster: Value?
        package var installHint: String?

        package init(
            apiVersion: String, command: String, args: [String] = [], env: [String: String] = [:],
            cluster: Value? = nil, installHint: String? = nil
        ) {
            self.apiVersion = apiVersion
            self.command = command
            self.args = args
            self.env = env
            self.cluster = cluster
            self.installHint = installHint
        }
    }

    /// An `https` URL without a slash at its end.
    package var server: String
    package var caPEM: [UInt8]?
    package var clientCertificatePEM: [UInt8]?
    package var clientKeyPEM: [UInt8]?
    /// Where the certificate and its key were read from; read again now and then, because they are renewed.
    package var clientCertificateFile: String?
    package var clientKeyFile: String?
    package var token: String?
    /// Read again now and then, because tokens of service accounts are renewed; wins over `token`.
    package var tokenFile: String?
    package var exec: ExecPlugin?
    package var tlsServerName: String?
    package var skipsVerification = false
    /// The proxy that all connections go through; nil leaves that to the environment.
    package var proxyURL: String?
    /// The `host:port` to dial instead of the server's.
    package var connectTo: String?
    /// The default namespace of the context.
    package var namespace: String?

    package init(server: String) {
        self.server = server
    }
}

/// What only the caller can do: read files, run credential plugins, tell the time.
package struct AccessEnvironment: Sendable {
    package var readFile: @Sendable (_ path: String) async throws -> [UInt8]
    /// Gives the `ExecCredential` that the plugin prints for the JSON of `KUBERNETES_EXEC_INFO`.
    package var runPlugin: @Sendable (_ plugin: ClusterAccess.ExecPlugin, _ information: String) async throws -> [UInt8]
    package var now: @Sendable () -> Timestamp

    package init(
        readFile: @escaping @Sendable (String) async throws -> [UInt8],
        runPlugin: @escaping @Sendable (ClusterAccess.ExecPlugin, String) async throws -> [UInt8],
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.readFile = readFile
        self.runPlugin = runPlugin
        self.now = now
    }

    /// For access that needs neither files nor plugins.
    package static let none = AccessEnvironment(
        readFile: { throw UnsupportedCredentials(description: "the token file \($0) is not read here") },
        runPlugin: { plugin, _ in
            throw UnsupportedCredentials(description: "the credential plugin \(plugin.command) is not run here")
        })
}

/// Credentials of a kind that the caller does not provide for.
package struct UnsupportedCredentials: Error, CustomStringConvertible {
    package var description: String
}
