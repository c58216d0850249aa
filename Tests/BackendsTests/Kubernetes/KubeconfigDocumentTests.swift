import Document
import TestSupport
import Testing
import YAML

@testable import Backends

struct KubeconfigDocumentTests {
    static func adminConf(server: String = "https://192.0.2.7:6443", authority: String? = "Q0EK") -> [UInt8] {
        Array(
            """
            apiVersion: v1
            kind: Config
            clusters:
            - name: other
              cluster: {server: "https://198.51.100.1:1"}
            - name: kubernetes
              cluster:
                server: \(server)
            \(authority.map { "    certificate-authority-data: \($0)" } ?? "")
            contexts:
            - {name: kubernetes-admin@kubernetes, context: {cluster: kubernetes, user: kubernetes-admin}}
            current-context: kubernetes-admin@kubernetes
            users:
            - name: kubernetes-admin
              user: {client-certificate-data: Q0VSVAo=, client-key-data: S0VZCg==}
            """.utf8)
    }

    static let access = KubeconfigDocument.Access(
        workspace: "payments", host: "payments.k8s.cloud.example.com", port: 6443)

    @Test(arguments: [
        ("https://192.0.2.7:6443", "192.0.2.7", 6443), ("https://192.0.2.7", "192.0.2.7", 443),
        ("\"https://[2001:db8::7]:6443/\"", "2001:db8::7", 6443), ("https://api.internal:8443", "api.internal", 8443),
    ])
    func readsWhereTheServerIs(server: String, address: String, port: Int) throws {
        let document = try KubeconfigDocument(Self.adminConf(server: server), workspace: "payments")
        #expect(document.address == address && document.port == port)
        #expect(document.certificateAuthority == Array("CA\n".utf8))
    }

    @Test(arguments: [
        (Array("{ broken".utf8), "not YAML"), (adminConf(server: "http://192.0.2.7"), "not an https"),
        (adminConf(authority: nil), "no certificate authority"), (Array("kind: Config".utf8), "names no context"),
        (adminConf(server: "https://192.0.2.7:port"), "not an https"),
    ])
    func incompleteOnesAreRefused(bytes: [UInt8], reason: String) throws {
        let error = #expect(throws: BackendError.self) { try KubeconfigDocument(bytes, workspace: "payments") }
        #expect(error?.message.contains(reason) == true)
    }

    @Test func theAdminsHasTheHostNameAndFriendlyNames() throws {
        let admin = try KubeconfigDocument(Self.adminConf(), workspace: "payments").admin(Self.access)
        let expected: Value = [
            "apiVersion": "v1", "kind": "Config",
            "clusters": [
                [
                    "name": "payments",
                    "cluster": [
                        "server": "https://payments.k8s.cloud.example.com:6443", "certificate-authority-data": "Q0EK",
                    ],
                ]
            ],
            "users": [
                [
                    "name": "payments-admin",
                    "user": ["client-certificate-data": "Q0VSVAo=", "client-key-data": "S0VZCg=="],
                ]
            ],
            "contexts": [["name": "payments", "context": ["cluster": "payments", "user": "payments-admin"]]],
            "current-context": "payments",
        ]
        #expect(admin == expected)
        #expect(try YAML.parse(KubeconfigDocument.yaml(admin), file: "").first?.value == admin)
    }

    @Test func directOnesDialTheAddressAndCheckTheName() throws {
        var access = Self.access
        access.isDirect = true
        let document = try KubeconfigDocument(
            Self.adminConf(server: "\"https://[2001:db8::7]:6443\""), workspace: "payments")
        let cluster = document.admin(access)["clusters"]?[0]?["cluster"]
        #expect(cluster?["server"] == "https://[2001:db8::7]:6443")
        #expect(cluster?["tls-server-name"] == "payments.k8s.cloud.example.com")
    }

    @Test func peopleLogInThroughTheIssuer() throws {
        let document = try KubeconfigDocument(Self.adminConf(), workspace: "payments")
        let issuer = KubeconfigDocument.OIDC(issuer: "https://id.example.com", clientID: "payments")
        let exec = document.oidc(Self.access, issuer)["users"]?[0]?["user"]
        #expect(
            exec == [
                "exec": [
                    "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", "command": "kubectl",
                    "args": [
                        "oidc-login", "get-token", "--oidc-issuer-url=https://id.example.com",
                        "--oidc-client-id=payments", "--oidc-extra-scope=profile", "--oidc-extra-scope=email",
                    ],
                ]
            ])
        let secret = KubeconfigDocument.OIDC(
            issuer: "https://id.example.com", clientID: "payments", clientSecret: "s3cret")
        let text = document.oidc(Self.access, secret).compactJSON
        #expect(text.contains("--oidc-client-secret=s3cret") && !text.contains("client-key-data"))
    }

    /// `kubectl` is the judge of what people get.
    @Test func kubectlReadsIt() async throws {
        let folder = try TemporaryFolder()
        let admin = try KubeconfigDocument(Self.adminConf(), workspace: "payments").admin(Self.access)
        let path = try folder.write(String(decoding: KubeconfigDocument.yaml(admin), as: UTF8.self), to: "config")
        let shown = try await Program("kubectl")(
            "--kubeconfig", path, "config", "view", "--minify", "-o",
            "jsonpath={.contexts[0].name} {.contexts[0].context.user} {.clusters[0].cluster.server}")
        #expect(shown == "payments payments-admin https://payments.k8s.cloud.example.com:6443")
    }
}
