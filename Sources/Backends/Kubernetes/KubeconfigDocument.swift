import Diagnostics
import Document
import Resources
import YAML

/// The kubeconfig that a control plane's secret holds, and those made from it for people.
///
/// It carries a private key: neither it nor what it makes is ever printed by itself.
package struct KubeconfigDocument: Sendable {
    /// The host of the API server, an IPv6 address without brackets.
    package let address: String
    package let port: Int
    /// The authorities of the API server's certificate, PEM.
    package let certificateAuthority: [UInt8]
    private let user: Value

    /// Reads `admin.conf` of a workspace; throws where its current context is incomplete.
    package init(_ bytes: [UInt8], workspace: String) throws(BackendError) {
        func error(_ message: String) -> BackendError {
            BackendError("read", "the admin kubeconfig of \(workspace)", .invalidAnswer, message)
        }
        // What the reader found could quote the file, which is secret.
        guard let document = try? YAML.parse(bytes, file: "admin.conf").first?.value else {
            throw error("it is not YAML")
        }
        func entry(_ list: String, _ name: String?, _ kind: String) throws(BackendError) -> Value {
            let found = document[list]?.array?.first { $0["name"]?.string == name }?[kind]
            guard name != nil, let found else { throw error("its current context names no \(kind)") }
            return found
        }
        let context = try entry("contexts", document["current-context"]?.string, "context")
        let cluster = try entry("clusters", context["cluster"]?.string, "cluster")
        user = try entry("users", context["user"]?.string, "user")
        guard let server = cluster["server"]?.string, let endpoint = APIEndpoint(url: server) else {
            throw error("its server is not an https:// address")
        }
        guard let data = cluster["certificate-authority-data"]?.string, let authority = Base64.decode(data) else {
            throw error("it holds no certificate authority")
        }
        (address, port, certificateAuthority) = (endpoint.host, endpoint.port, authority)
    }

    /// The certificate that the user has, PEM; nil where it is known by something else.
    package var clientCertificate: [UInt8]? { user["client-certificate-data"]?.string.flatMap(Base64.decode) }

    /// The API server that it leads to.
    var endpoint: APIEndpoint { APIEndpoint(host: address, port: port) }

    /// How a kubeconfig made for people reaches the API server.
    package struct Access: Sendable, Hashable {
        /// The name of cluster and context.
        package var workspace: String
        /// `payments.k8s.cloud.example.com`: what the server's certificate is checked against.
        package var host: String
        package var port: Int
        /// Connects to the address, for when the DNS record has not arrived.
        package var isDirect: Bool

        package init(workspace: String, host: String, port: Int, isDirect: Bool = false) {
            self.workspace = workspace
            self.host = host
            self.port = port
            self.isDirect = isDirect
        }
    }

    /// The issuer that people log in to, as `kubectl oidc-login` needs it.
    package struct OIDC: Sendable, Hashable {
        package var issuer: String
        package var clientID: String
        package var clientSecret: String?

        package init(issuer: String, clientID: String, clientSecret: String? = nil) {
            self.issuer = issuer
            self.clientID = clientID
            self.clientSecret = clientSecret
        }
    }

    /// The break-glass kubeconfig with the admin's certificate; user `<workspace>-admin`.
    package func admin(_ access: Access) -> Value {
        kubeconfig(access, userName: "\(access.workspace)-admin", user: user)
    }

    /// The kubeconfig with which people log in as themselves; user `<workspace>-oidc`.
    package func oidc(_ access: Access, _ oidc: OIDC) -> Value {
        var arguments: [Value] = [
            "oidc-login", "get-token", "--oidc-issuer-url=\(oidc.issuer)", "--oidc-client-id=\(oidc.clientID)",
        ]
        if let secret = oidc.clientSecret { arguments.append("--oidc-client-secret=\(secret)") }
        arguments += ["--oidc-extra-scope=profile", "--oidc-extra-scope=email"]
        let exec: Value = [
            "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", "command": "kubectl",
            "args": .array(arguments),
        ]
        return kubeconfig(access, userName: "\(access.workspace)-oidc", user: ["exec": exec])
    }

    private func kubeconfig(_ access: Access, userName: String, user: Value) -> Value {
        let name = Value.string(access.workspace)
        let endpoint =
            access.isDirect
            ? self.endpoint : APIEndpoint(host: access.host, port: access.port)
        var cluster: Value = [
            "server": .string(endpoint.url),
            "certificate-authority-data": .string(Base64.encode(certificateAuthority)),
        ]
        if access.isDirect { cluster["tls-server-name"] = .string(access.host) }
        return [
            "apiVersion": "v1", "kind": "Config",
            "clusters": [["name": name, "cluster": cluster]],
            "users": [["name": .string(userName), "user": user]],
            "contexts": [["name": name, "context": ["cluster": name, "user": .string(userName)]]],
            "current-context": name,
        ]
    }
}

extension KubeconfigDocument {
    /// A kubeconfig as the file that `kubectl` reads.
    package static func yaml(_ kubeconfig: Value) -> [UInt8] {
        YAML.emit(kubeconfig)
    }
}
