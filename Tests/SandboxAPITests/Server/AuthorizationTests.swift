import Document
import Testing

@testable import SandboxAPI

@Suite("Authorization")
struct AuthorizationTests {
    private let server: TestServer
    private let ada = APIUser(name: "ada", groups: ["devs", "system:authenticated"])

    init() throws {
        server = try TestServer()
        server.send(
            "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "devs"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
                "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "devs"]],
            ])
    }

    @Test("A bound role allows its verbs in its namespace and nothing else")
    func boundRole() {
        #expect(server.send("GET", TestServer.collection, user: ada).status == 200)
        #expect(server.send("DELETE", TestServer.collection + "/x", user: ada).status == 403)
        #expect(server.send("GET", "/api/v1/namespaces/kube-system/configmaps", user: ada).status == 403)
        #expect(server.send("GET", "/apis", user: ada).status == 200)
        #expect(server.send("GET", "/apis", user: .anonymous).status == 403)
    }

    @Test("A review says what enforcement does", arguments: [("get", true), ("delete", false)])
    func review(_ verb: String, _ isAllowed: Bool) {
        let review = server.send(
            "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            ["spec": ["resourceAttributes": ["verb": .string(verb), "resource": "pods", "namespace": "default"]]],
            user: ada)
        #expect(review.status == 201)
        #expect(review.body["status"]?["allowed"] == .bool(isAllowed))
    }

    @Test("Only who may impersonate can act as another")
    func impersonation() {
        let headers = [(name: "Impersonate-User", value: "root")]
        let answer = server.send("GET", TestServer.collection, headers: headers, user: ada)
        #expect(answer.status == 403)
        #expect(answer.body["message"]?.string?.contains("cannot impersonate resource \"users\"") == true)
    }

    @Test("A server that is not ready refuses everything but its health")
    func readiness() {
        server.server.isReady = false
        #expect(server.send("GET", TestServer.collection).status == 503)
        #expect(server.send("GET", "/readyz").status == 500)
        #expect(server.send("GET", "/livez").status == 200)
        server.server.isReady = true
        #expect(server.send("GET", "/readyz").status == 200)
    }
}
