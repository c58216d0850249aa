import Document
import Testing

@testable import Sandbox

/// Faults by which a server says that it did what it did not do.
@Suite(.serialized) struct LyingServerTests {
    private static func configMap(_ value: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: lie, namespace: default}\ndata: {a: '\(value)'}\n"
    }

    @Test func ignoredWritesSucceedAndLeaveEverythingAsItIs() async throws {
        try await TestEstate.run { estate in
            let aim = FaultMatch(path: "/configmaps")
            let lie = estate.sandbox.faults.add(Fault(.ignoreWrite, match: aim))
            let made = try await estate.kubectl("create", "-f", "-", "-o", "json", input: Self.configMap("1"))
            #expect(try Value(json: made)["metadata"]?["resourceVersion"] != nil)
            #expect(try await estate.failure("get", "configmap", "lie").contains("not found"))
            estate.sandbox.faults.clear(lie)
            try await estate.apply(Self.configMap("1"))

            estate.sandbox.faults.add(Fault(.ignoreWrite, match: aim))
            let patched = try await estate.kubectl(
                "patch", "configmap", "lie", "--type=merge", "-p", #"{"data":{"a":"2"}}"#, "-o", "jsonpath={.data.a}")
            #expect(patched == "1")
            let dry = try await estate.kubectl(
                "patch", "configmap", "lie", "--type=merge", "-p", #"{"data":{"a":"2"}}"#, "-o", "jsonpath={.data.a}",
                "--dry-run=server")
            #expect(dry == "2")
            let refusal = try await estate.failure(
                "patch", "configmap", "lie", "--type=merge", "-p", #"{"data":{"a/b":"2"}}"#)
            #expect(refusal.contains("a valid config key"))
            try await estate.kubectl("delete", "configmap", "lie", "--wait=false")
            #expect(try await estate.kubectl("get", "configmap", "lie", "-o", "jsonpath={.data.a}") == "1")
        }
    }

    @Test func alteredWritesAreDoneOtherwise() async throws {
        try await TestEstate.run { estate in
            let fault =
                #"{"kind":"alter-write","match":{"path":"/configmaps"},"patch":{"data":{"a":"other"}},"times":1}"#
            #expect(try await estate.curl("-d", fault, "\(estate.control)/faults").status == 201)
            let made = try await estate.kubectl(
                "create", "-f", "-", "-o", "jsonpath={.data.a}", input: Self.configMap("1"))
            #expect(made == "other")
            #expect(try await estate.kubectl("get", "configmap", "lie", "-o", "jsonpath={.data.a}") == "other")
            #expect(try await estate.curl("\(estate.control)/faults/log").json.array?.count == 1)
            let answer = try await estate.curl("-d", #"{"kind":"alter-write"}"#, "\(estate.control)/faults")
            #expect(answer.status == 400 && answer.text.contains("needs a"))
        }
    }
}
