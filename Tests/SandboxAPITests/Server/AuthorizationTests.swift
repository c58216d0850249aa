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

    @Test("Nobody gives away rights that they do not have")
    func escalation() {
        let path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default"
        server.send(
            "POST", "\(path)/rolebindings",
            [
                "metadata": ["name": "owners"], "subjects": [["kind": "User", "name": "bob"]],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"],
            ])
        let bob = APIUser(name: "bob", groups: ["system:authenticated"])
        func role(_ name: String, _ resource: Value, _ verbs: Value) -> Value {
            [
                "metadata": ["name": .string(name)],
                "rules": [["apiGroups": [""], "resources": [resource], "verbs": verbs]],
            ]
        }
        #expect(server.send("POST", "\(path)/roles", role("a", "secrets", ["get", "list"]), user: bob).status == 201)
        let refused = server.send("POST", "\(path)/roles", role("b", "nodes", ["get", "list"]), user: bob)
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]?.string == """
                roles.rbac.authorization.k8s.io "b" is forbidden: user "bob" (groups=["system:authenticated"]) is \
                attempting to grant RBAC permissions not currently held:
                {APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}
                """)
        let widened: Value = ["rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]]]]
        let type = "application/merge-patch+json"
        #expect(server.send("PATCH", "\(path)/roles/a", widened, type: type, user: bob).status == 403)
        #expect(
            server.send("PATCH", "\(path)/roles/a", ["metadata": ["labels": ["x": "y"]]], type: type, user: bob).status
                == 200)
        func binding(_ name: String, to role: Value) -> Value {
            [
                "metadata": ["name": .string(name)], "subjects": [["kind": "User", "name": "eve"]],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role],
            ]
        }
        #expect(server.send("POST", "\(path)/rolebindings", binding("c", to: "view"), user: bob).status == 201)
        #expect(
            server.send("POST", "\(path)/rolebindings", binding("d", to: "cluster-admin"), user: bob).status == 403)
        #expect(server.send("POST", "\(path)/rolebindings", binding("d", to: "cluster-admin")).status == 201)
    }
}
