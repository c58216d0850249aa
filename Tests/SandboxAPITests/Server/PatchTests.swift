import Document
import Testing

@testable import SandboxAPI

/// Patches as the server's libraries carry them out and refuse them.
@Suite("Patches")
struct PatchTests {
    private let server: TestServer
    private let path = TestServer.collection + "/p"

    init() throws {
        server = try TestServer()
        server.createConfigMap("p", data: ["a": "1", "b": "2"])
    }

    private func patch(_ body: Value, _ type: String, query: String = "") -> (status: Int, body: Value) {
        server.send("PATCH", path + query, body, type: "application/\(type)-patch+json")
    }

    @Test(
        "A JSON patch that does not apply is refused without a reason",
        arguments: [
            ["op": "test", "path": "/data/a", "value": "9"], ["op": "remove", "path": "/data/c"],
            ["op": "replace", "path": "/data/c", "value": "1"], ["op": "add", "path": "/none/c", "value": "1"],
            ["op": "move", "from": "/data/c", "path": "/data/d"], ["op": "copy", "from": "/x", "path": "/data/d"],
            ["op": "spin", "path": "/data/a"], ["op": "add", "value": "1"],
        ] as [Value])
    func refused(_ operation: Value) {
        let answer = patch([operation], "json")
        #expect(answer.status == 422)
        #expect(answer.body["reason"] == "Invalid")
        #expect(answer.body["message"] == "the server rejected our request due to an error in our request")
        #expect(answer.body["details"] == [:])
    }

    @Test("A JSON patch counts from the end of a list and takes what is absent for null")
    func jsonPatch() {
        let answer = patch(
            [
                ["op": "test", "path": "/metadata/labels", "value": .null],
                ["op": "add", "path": "/metadata/finalizers", "value": ["e.com/a", "e.com/b"]],
                ["op": "replace", "path": "/metadata/finalizers/-1", "value": "e.com/z"],
                ["op": "add", "path": "/metadata/finalizers/-", "value": "e.com/last"],
                ["op": "remove", "path": "/metadata/finalizers/0"],
            ], "json")
        #expect(answer.status == 200)
        #expect(answer.body["metadata"]?["finalizers"] == ["e.com/z", "e.com/last"])
    }

    @Test("A patch of the wrong shape is not decoded")
    func shape() {
        #expect(
            patch(["a"], "merge").body["message"]
                == "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")
        #expect(
            patch(["a": "b"], "json").body["message"]
                == "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")
    }

    @Test("A patch of another type than the field's shows what it made of the object")
    func type() {
        let answer = patch(["data": ["a": 7]], "merge")
        #expect(answer.status == 422)
        let cause = answer.body["details"]?["causes"]?[0]
        #expect(cause?["field"] == "patch")
        #expect(cause?["message"]?.string?.hasPrefix(#"Invalid value: "{\"apiVersion\":\"v1\",\"data\":{"#) == true)
        #expect(answer.body["message"]?.string?.hasPrefix(#" "" is invalid: patch: Invalid value: "{"#) == true)
    }

    @Test("Strictness refuses what a patch adds beyond the schema")
    func strict() {
        let answer = patch(["bogus": 1], "merge", query: "?fieldValidation=Strict")
        #expect(answer.status == 422)
        #expect(answer.body["message"]?.string?.hasSuffix(#"strict decoding error: unknown field "bogus""#) == true)
        #expect(patch(["bogus": 1], "merge").status == 200)
    }

    @Test("A manager has at most 128 bytes")
    func manager() {
        let answer = patch([:], "merge", query: "?fieldManager=" + String(repeating: "m", count: 129))
        #expect(
            answer.body["message"]
                == #"PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes"#)
    }

    @Test("A patch can neither rename nor move an object")
    func place() {
        #expect(
            patch(["metadata": ["name": "q"]], "merge").body["message"]
                == "the name of the object (q) does not match the name on the URL (p)")
        #expect(
            patch(["metadata": ["namespace": "other"]], "merge").body["message"]
                == "the namespace of the provided object does not match the namespace sent on the request")
    }

    @Test("Of a key that stands twice the last counts, and strictness names it")
    func repeatedKeys() {
        func create(_ validation: String) -> (status: Int, body: Value) {
            let text = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice"},"data":{"a":"1","a":"2"}}"#
            let response = server.server.respond(
                to: APIRequest(
                    method: "POST", target: TestServer.collection + "?dryRun=All&fieldValidation=" + validation,
                    headers: [("Content-Type", "application/json")], body: Array(text.utf8), user: .administrator))
            return (response.status, response.bytes.flatMap { try? Value(json: $0) } ?? .null)
        }
        #expect(create("Ignore").body["data"] == ["a": "2"])
        #expect(
            create("Strict").body["message"]
                == #"ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.a""#
        )
    }
}
