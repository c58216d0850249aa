import Document
import Testing

@testable import SandboxAPI

/// Validating admission policies beyond what the transcripts show of them.
@Suite("Validating admission policies") struct ValidatingPolicyTests {
    @Test("Validating policies deny with their reasons and messages")
    func denials() throws {
        let server = try TestServer()
        let validation: Value = [
            "expression": "object.data.k != 'bad'", "messageExpression": "'not ' + object.data.k",
            "reason": "Forbidden",
        ]
        #expect(PolicyServer.validate(server, [validation]).status == 201)
        let refused = server.createConfigMap("x", data: ["k": "bad"])
        #expect(refused.status == 403)
        #expect(refused.body["message"]?.string?.hasSuffix("denied request: not bad") == true)
        #expect(server.createConfigMap("x").status == 201)
        let patched = server.send(
            "PATCH", "\(TestServer.collection)/x", ["data": ["k": "bad"]], type: "application/merge-patch+json")
        #expect(patched.status == 403)
        #expect(
            server.createConfigMap("y", data: ["other": "1"]).body["message"]?.string?.contains(
                "expression 'object.data.k != 'bad'' resulted in error: no such key: k") == true)
    }

    @Test("Deletions can be denied, and a warning lets pass")
    func deletions() throws {
        let server = try TestServer()
        server.createConfigMap("x")
        let validation: Value = ["expression": "request.operation != 'DELETE' || oldObject.metadata.name != 'x'"]
        _ = PolicyServer.validate(server, [validation])
        let path = "\(TestServer.collection)/x"
        #expect(server.send("DELETE", path).status == 422)
        _ = PolicyServer.validate(server, [validation], actions: ["Warn"])
        #expect(server.send("DELETE", path).status == 200)
        _ = PolicyServer.validate(server, [["expression": "false", "message": "never"]], actions: ["Warn", "Audit"])
        let object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "z"]]
        let response = server.server.respond(
            to: APIRequest(
                method: "POST", target: TestServer.collection, headers: [("Content-Type", "application/json")],
                body: object.json(),
                user: .administrator))
        #expect(response.status == 201)
        #expect(
            response.headers.contains {
                $0.value == "299 - \"Validation failed for ValidatingAdmissionPolicy 'v' with binding 'v': never\""
            })
    }

    @Test("Parameters are looked up, and selectors choose namespaces")
    func parameters() throws {
        let server = try TestServer()
        server.createConfigMap("limits", data: ["most": "3"])
        let more: Object = ["paramKind": ["apiVersion": "v1", "kind": "ConfigMap"]]
        let binding: Object = [
            "paramRef": ["name": "limits", "parameterNotFoundAction": "Deny"],
            "matchResources": ["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "default"]]],
        ]
        _ = PolicyServer.validate(
            server, [["expression": "size(object.data) < int(params.data.most)"]], more: more, binding: binding)
        #expect(server.createConfigMap("few").status == 201)
        #expect(server.createConfigMap("many", data: ["a": "1", "b": "2", "c": "3"]).status == 422)
        let elsewhere = server.send(
            "POST", "/api/v1/namespaces/kube-system/configmaps",
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "many"],
                "data": ["a": "1", "b": "2", "c": "3"],
            ])
        #expect(elsewhere.status == 201)
    }
}
