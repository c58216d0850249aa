import Document
import Resources
import Testing

@testable import Planning

/// What a server would refuse in values that it is not shown.
struct SecretContentsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var type = "Opaque"
        var key = "token"
        /// As it stands in the body.
        var value: String
        var fault: String?

        static func encoded(
            _ name: String, type: String = "Opaque", key: String = "token", _ text: String, fault: String? = nil
        ) -> Case {
            Case(testDescription: name, type: type, key: key, value: Base64.encode(Array(text.utf8)), fault: fault)
        }
    }

    private static let docker = "kubernetes.io/dockerconfigjson"

    @Test(
        arguments: [
            .encoded("a token", "hunter2"),
            .encoded("a registry's credentials", type: docker, key: ".dockerconfigjson", #"{"auths":{}}"#),
            .encoded(
                "something else as them", type: docker, key: ".dockerconfigjson", "hunter2",
                fault: "is not a JSON object"),
            .encoded(
                "a list as them", type: docker, key: ".dockerconfigjson", #"["hunter2"]"#, fault: "is not a JSON object"
            ),
            .encoded("the key in another type", key: ".dockerconfigjson", "hunter2"),
            .encoded("too much", String(repeating: "x", count: 1 << 20 + 1), fault: "are allowed"),
            Case(testDescription: "no base64", value: "hunter2!", fault: "is not base64"),
        ] as [Case])
    func isToldWithoutTheValue(_ test: Case) {
        let path = Path([.key("data"), .key(test.key)])
        let item = Item(
            key: ItemKey(place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "n", name: "s"),
            desired: [:], insertions: [path: Insertion([.secret(SecretReference(.environment("T")))], isBase64: true)])
        let data = Value.object([test.key: .string(test.value)])
        let fault = SecretContents(item: item, body: ["type": .string(test.type), "data": data]).fault
        #expect((fault == nil) == (test.fault == nil))
        #expect(test.fault.map { fault?.contains($0) == true } ?? true)
        #expect(fault?.contains("hunter2") != true)
    }
}
