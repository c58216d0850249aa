import Diagnostics
import Document
import Resources
import Specification
import Testing
import YAML

@testable import Composition

struct TemplateFillerTests {
    private let context = TemplateContext(
        values: [
            "workspace": ["id": "payments"], "values": ["replicas": 2, "tags": ["a", "b"], "evil": "x\nkind: y"],
        ],
        references: ["network.id": Reference(ResourceAddress(workspace: "payments", "network"), "id")],
        secrets: ["token": SecretReference(.environment("TOKEN"))])

    private func fill(_ value: Value) -> (value: Value, insertions: [Path: Insertion], messages: [Diagnostic]) {
        var filler = TemplateFiller(SourceMarks(file: "t.yaml"), context: context)
        let filled = filler.fill(value)
        return (filled, filler.insertions, filler.diagnostics.diagnostics)
    }

    struct Case: Sendable {
        var text: String
        var value: Value
    }

    @Test(arguments: [
        Case(text: "${values.replicas}", value: 2),
        Case(text: "n=${values.replicas}", value: "n=2"),
        Case(text: "${values.tags}", value: ["a", "b"]),
        Case(text: "${values.absent:=7}", value: 7),
        Case(text: "${values.absent:=}", value: ""),
        Case(text: "${values.absent:=a:=b}", value: "a:=b"),
        Case(text: "$${workspace.id} $5 ${workspace.id}", value: "${workspace.id} $5 payments"),
        Case(text: "${values.evil}", value: "x\nkind: y"),
    ])
    func fills(_ test: Case) {
        let result = fill(["a": .string(test.text)])
        #expect(result.value == ["a": test.value])
        #expect(result.messages.isEmpty)
    }

    @Test(arguments: ["${values.replica}", "${nothing}", "${", "${a b}", "${secrets.other}", "x${values.tags}"])
    func refuses(_ text: String) {
        #expect(fill(["a": .string(text)]).messages.count == 1)
    }

    @Test func saysWhatWasMeant() {
        #expect(fill(["a": "${workspace.ID}"]).messages.first?.notes.first == "did you mean ${workspace.id}?")
    }

    @Test func leavesTheUnknownAndTheSecretToInsertions() {
        let result = fill(["net": "id-${network.id}", "token": "${secrets.token}"])
        #expect(result.value == ["net": "(known after apply)", "token": "(sensitive)"])
        #expect(result.insertions[["net"]]?.references.map(\.description) == ["payments/network#id"])
        #expect(result.insertions[["token"]]?.isSensitive == true)
    }

    @Test func refusesReferencesInKeysAndDropsNull() {
        let result = fill(["${workspace.id}": 1, "gone": .null])
        #expect(result.messages.count == 1)
        #expect(result.value["gone"] == nil)
    }
}
