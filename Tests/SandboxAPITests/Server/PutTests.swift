import Document
import Testing

@testable import SandboxAPI

/// What a PUT must say of the object it replaces.
@Suite("Updates")
struct PutTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    private func configMap(_ name: String?, _ metadata: Object = [:]) -> Value {
        var members = metadata
        members["name"] = name.map(Value.string)
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(members), "data": ["k": "new"]]
    }

    @Test("A name is needed")
    func name() {
        let answer = server.send("PUT", TestServer.collection + "/x", configMap(nil))
        #expect(answer.status == 400)
        #expect(
            answer.body["message"]
                == "the name of the object (x based on URL) was undeterminable: name must be provided")
    }

    @Test("A uid is a precondition, of absent objects too, and comes before the version")
    func uid() {
        let made = server.createConfigMap("x").body
        let stored = made["metadata"]?["uid"]?.string ?? ""
        let other = server.send(
            "PUT", TestServer.collection + "/x", configMap("x", ["uid": "other", "resourceVersion": "1"]))
        #expect(other.status == 409)
        let expected =
            #"Operation cannot be fulfilled on configmaps "x": StorageError: invalid object, Code: 4, Key: "#
            + "/registry/configmaps/default/x, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in "
            + "precondition: other, UID in object meta: \(stored)"
        #expect(other.body["message"] == .string(expected))
        let absent = server.send("PUT", TestServer.collection + "/y", configMap("y", ["uid": "other"]))
        #expect(absent.status == 409)
        #expect(server.send("PUT", TestServer.collection + "/y", configMap("y")).status == 404)
    }

    @Test("Some kinds are made by a PUT, and some want a version")
    func kinds() {
        let role: Value = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "r"], "rules": [],
        ]
        let roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/r"
        #expect(server.send("PUT", roles, role).status == 201)
        #expect(server.send("PUT", roles, role).status == 200)
        let lease: Value = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": "l"],
            "spec": ["leaseDurationSeconds": 1],
        ]
        let leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases/l"
        #expect(server.send("PUT", leases, lease).status == 201)
        let again = server.send("PUT", leases, lease)
        #expect(again.status == 422)
        #expect(
            again.body["message"]
                == #"leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update"#
        )
        #expect(again.body["details"]?["kind"] == "leases")
    }
}
