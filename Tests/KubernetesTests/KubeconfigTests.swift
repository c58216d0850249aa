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
        #expect(access.clientCertificateFile == "/etc/c.crt" && access.clientKeyFile == "conf/keys/c.key")
    }

    @Test func readsTheExecPlugin() throws {
        let access = try access(
            text(
                user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: kubectl, interactiveMode: Never, "
                    + "args: [oidc-login, ''], env: [{name: A, value: b}]}"))
        #expect(
            access.exec
                == ClusterAccess.ExecPlugin(
                    apiVersion: "client.authentication.k8s.io/v1", command: "kubectl",
                    args: ["oidc-login", ""], env: ["A": "b"]))
    }

    @Test func tellsThePluginOfTheClusterWhereItAsks() throws {
        let exec = "apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/get-token"
        let cluster = """
            tls-server-name: kubernetes, certificate-authority: ca.crt, proxy-url: "socks5://p.test", \
            extensions: [{name: other, extension: {a: 1}}, {name: client.authentication.k8s.io/exec, extension: {b: 2}}]
            """
        let silent = try access(text(cluster: cluster, user: "exec: {\(exec)}")) { _ in Array(Self.pem.utf8) }
        #expect(silent.exec?.command == "conf/./bin/get-token" && silent.exec?.cluster == nil)
        #expect(silent.proxyURL == "socks5://p.test")
        let told = try access(text(cluster: cluster, user: "exec: {\(exec), provideClusterInfo: true}")) { _ in
            Array(Self.pem.utf8)
        }
        let information: Value = [
            "server": "https://a.test:6443/", "tls-server-name": "kubernetes",
            "certificate-authority-data": .string(Self.encoded), "proxy-url": "socks5://p.test", "config": ["b": 2],
        ]
        #expect(told.exec?.cluster == information)
    }

    /// As `kubectl` merges: of names and of the current context the first file counts, as a whole.
    @Test func mergesFiles() throws {
        let first = """
            kind: Config
            contexts: [{name: admin, context: {cluster: c, user: u}}]
            users: [{name: u, user: {tokenFile: token}}]
            """
        let second = """
            kind: Config
            current-context: admin
            clusters: [{name: c, cluster: {server: "https://second.test", certificate-authority: ca.crt}}]
            users: [{name: u, user: {token: lost, client-key: lost}}]
            contexts: [{name: admin, context: {cluster: gone, user: gone}}, {name: only, context: {cluster: c, user: x}}]
            """
        var read: [String] = []
        let merged = try #require(
            Kubeconfig(merging: [
                Kubeconfig(Array(first.utf8), file: "one/config"), Kubeconfig(Array(second.utf8), file: "two/config"),
            ]))
        let access = try merged.access { path in
            read.append(path)
            return Array(Self.pem.utf8)
        }
        #expect(access.server == "https://second.test" && access.token == nil)
        #expect(access.tokenFile == "one/token" && read == ["two/ca.crt"])
        #expect(merged.contextNames == ["admin", "only"])
        let error = #expect(throws: DiagnosticsError.self) { try merged.access(context: "only") { _ in [] } }
        #expect(error?.description.contains("no user \"x\"") == true)
        #expect(Kubeconfig(merging: []) == nil)
    }

    struct Refusal: Sendable {
        var cluster = ""
        var user = "token: t"
        var message: String
    }

    private static let exec = "apiVersion: client.authentication.k8s.io/v1, command: p, interactiveMode: Never"

    @Test(arguments: [
        Refusal(user: "token: 12345", message: "token must be a string, not an integer"),
        Refusal(user: "tokenFile: true", message: "tokenFile must be a string, not a boolean"),
        Refusal(
            user: "exec: {\(exec), args: [--port, 8443]}", message: "exec.args[1] must be a string, not an integer"),
        Refusal(user: "exec: {\(exec), args: --port}", message: "exec.args must be a list"),
        Refusal(user: "exec: {\(exec), args: [{a: b}]}", message: "exec.args[0] must be a string, not a map"),
        Refusal(user: "exec: {\(exec), env: [{name: A, value: 1}]}", message: "exec.env[0].value must be a string"),
        Refusal(user: "exec: {\(exec), env: [{name: A=B, value: c}]}", message: "not an environment variable"),
        Refusal(user: "exec: {\(exec), env: [{value: c}]}", message: "not an environment variable"),
        Refusal(user: "exec: {\(exec), provideClusterInfo: 'yes'}", message: "exec.provideClusterInfo must be true or"),
        Refusal(
            user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: p}", message: "no interactiveMode"),
        Refusal(
            user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, interactiveMode: Always}",
            message: "wants a terminal"),
        Refusal(
            user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, interactiveMode: never}",
            message: "none of Never"),
        Refusal(user: "exec: {apiVersion: v1, command: p}", message: "neither v1 nor v1beta1"),
        Refusal(user: "exec: {apiVersion: client.authentication.k8s.io/v1}", message: "has no command"),
        Refusal(cluster: "tls-server-name: 'a.test:6443'", message: "neither a host name nor an address"),
        Refusal(cluster: "tls-server-name: 7", message: "tls-server-name must be a string"),
        Refusal(cluster: "insecure-skip-tls-verify: 'true'", message: "insecure-skip-tls-verify must be true or false"),
        Refusal(cluster: "proxy-url: 'ftp://p.test'", message: "not an http, https or socks5 URL"),
    ])
    func isAsStrictAsKubectl(_ refusal: Refusal) throws {
        let error = #expect(throws: DiagnosticsError.self) {
            try access(text(cluster: refusal.cluster, user: refusal.user))
        }
        #expect(error?.description.contains(refusal.message) == true, "\(error?.description ?? "")")
        #expect(error?.diagnostics.count == 1)
        #expect((error?.diagnostics.first?.location?.line ?? 0) > 0)
    }

    @Test func refusesTwoEntriesOfOneName() throws {
        let twice = text() + "\n- name: admin\n  context: {cluster: c, user: u}\n"
        let error = #expect(throws: DiagnosticsError.self) { try access(twice) }
        #expect(error?.description.contains("another context \"admin\"") == true)
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
        Problem(text: "kind: Pod", message: "not a kubeconfig"),
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
        for message in [
            "not an https URL", "not Base64", "holds no PEM", "both a client certificate", "username is not",
        ] {
            #expect(shown.contains(message), "\(message)")
        }
        #expect(!shown.contains("secret") && !shown.contains("QUJD"))
        #expect(error?.diagnostics.allSatisfy { ($0.location?.line ?? 0) > 0 } == true)
    }

    /// client-go refuses them, too; read as none, the request would go out without its token.
    @Test(arguments: ["token: 0123456", "token: true", "token: 1e5", "tokenFile: 7", "client-key-data: 12"])
    func refusesTextsThatReadAsAnotherType(_ user: String) throws {
        let error = #expect(throws: DiagnosticsError.self) { try access(text(user: user)) }
        let finding = error?.diagnostics.first { $0.message.contains("must be a string") }
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
