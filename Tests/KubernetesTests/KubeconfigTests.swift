import Diagnostics
import Document
import Testing

@testable import Kubernetes

@Suite struct KubeconfigTests {
    private static let pem = "-----BEGIN X-----\nAAAA\n-----END X-----\n"
    private static let encoded = Base64.encode(Array(pem.utf8))

    private func text(cluster: String = "", user: String = "token: t", server: String = "https://a.test:6443/")
        -> String
    {
        """
        apiVersion: v1
        kind: Config
        current-context: admin
        clusters:
        - name: c
          cluster: {server: "\(server)", \(cluster)}
        users:
        - name: u
          user: {\(user)}
        contexts:
        - name: admin
          context: {cluster: c, user: u, namespace: team}
        - name: lost
          context: {cluster: gone, user: u}
        """
    }

    private func access(
        _ text: String, context: String? = nil, readFile: @escaping (String) throws -> [UInt8] = { _ in [] }
    ) throws -> ClusterAccess {
        try Kubeconfig(Array(text.utf8), file: "conf/kube.yaml").access(context: context, readFile: readFile)
    }

    @Test func readsInlineCredentials() throws {
        let access = try access(
            text(
                cluster: "certificate-authority-data: \(Self.encoded), tls-server-name: kubernetes",
                user: "client-certificate-data: \(Self.encoded), client-key-data: \(Self.encoded)"))
        #expect(access.server == "https://a.test:6443")
        #expect(access.caPEM == Array(Self.pem.utf8))
        #expect(access.clientCertificatePEM == Array(Self.pem.utf8))
        #expect(access.clientKeyPEM == Array(Self.pem.utf8))
        #expect(access.tlsServerName == "kubernetes")
        #expect(access.namespace == "team")
    }

    @Test func readsFilesFromWhereTheKubeconfigLies() throws {
        var read: [String] = []
        let access = try access(
            text(
                cluster: "certificate-authority: ca.crt",
                user: "client-certificate: /etc/c.crt, client-key: keys/c.key, tokenFile: token")
        ) { path in
            read.append(path)
            return Array(Self.pem.utf8)
        }
        #expect(read == ["conf/ca.crt", "/etc/c.crt", "conf/keys/c.key"])
        #expect(access.tokenFile == "conf/token")
    }

    @Test func readsTheExecPlugin() throws {
        let access = try access(
            text(
                user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: kubectl, "
                    + "args: [oidc-login, get-token], env: [{name: A, value: b}]}"))
        #expect(
            access.exec
                == ClusterAccess.ExecPlugin(
                    apiVersion: "client.authentication.k8s.io/v1", command: "kubectl",
                    args: ["oidc-login", "get-token"], env: ["A": "b"]))
    }

    @Test func readsJSON() throws {
        let json = """
            {"kind":"Config","current-context":"x","contexts":[{"name":"x","context":{"cluster":"c","user":"u"}}],\
            "clusters":[{"name":"c","cluster":{"server":"https://[::1]:6443"}}],"users":[{"name":"u","user":{"token":"t"}}]}
            """
        #expect(try access(json).token == "t")
    }

    struct Problem: Sendable {
        var text: String
        var message: String
    }

    @Test(arguments: [
        Problem(text: "kind: Pod", message: "no kubeconfig"),
        Problem(text: "kind: Config", message: "no current context"),
        Problem(text: "kind: Config\nkind: Config", message: "kind"),
    ])
    func refusesWhatIsNone(_ problem: Problem) throws {
        let error = #expect(throws: DiagnosticsError.self) { try access(problem.text) }
        #expect(error?.description.contains(problem.message) == true)
    }

    @Test(arguments: [("lost", "no cluster \"gone\""), ("other", "no context \"other\"")])
    func saysWhatIsMissing(_ context: String, _ message: String) throws {
        let error = #expect(throws: DiagnosticsError.self) { try access(text(), context: context) }
        #expect(error?.description.contains(message) == true)
        #expect(error?.diagnostics.first?.location?.file == "conf/kube.yaml")
    }

    @Test func collectsAllProblemsWithoutShowingSecrets() throws {
        let error = #expect(throws: DiagnosticsError.self) {
            try access(
                text(
                    cluster: "certificate-authority-data: '%%%secret'", user: "client-key-data: QUJD, username: root",
                    server: "http://a.test"))
        }
        let shown = error?.description ?? ""
        for message in ["no https URL", "no Base64", "holds no PEM", "both a client certificate", "username is not"] {
            #expect(shown.contains(message), "\(message)")
        }
        #expect(!shown.contains("secret") && !shown.contains("QUJD"))
        #expect(error?.diagnostics.allSatisfy { ($0.location?.line ?? 0) > 0 } == true)
    }

    /// client-go refuses them, too; read as none, the request would go out without its token.
    @Test(arguments: ["token: 0123456", "token: true", "token: 1e5", "tokenFile: 7", "client-key-data: 12"])
    func refusesTextsThatReadAsAnotherType(_ user: String) throws {
        let error = #expect(throws: DiagnosticsError.self) { try access(text(user: user)) }
        let finding = error?.diagnostics.first { $0.message.contains("must be a text") }
        #expect(finding?.notes == ["put it in quotation marks"])
        #expect(finding?.isSensitive == true)
    }

    @Test func findsTheServiceAccount() throws {
        let files = ["ca.crt": Self.pem, "namespace": "jobs"]
        let access = try ClusterAccess.inCluster(
            environment: ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"],
            readFile: { path in Array((files[String(path.split(separator: "/").last ?? "")] ?? "").utf8) })
        #expect(access?.server == "https://[fd00::1]:443")
        #expect(access?.namespace == "jobs")
        #expect(access?.tokenFile?.hasSuffix("/token") == true)
        #expect(try ClusterAccess.inCluster(environment: [:], readFile: { _ in [] }) == nil)
    }
}
