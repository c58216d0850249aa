import Document
import Resources
import Testing

@testable import Planning

/// What a recovery tells from one object.
struct RecoveredItemTests {
    private let key = ItemKey(
        place: .tenant("w"), apiVersion: "v1", kind: "Secret", namespace: "app", name: "key")

    private func observation(applied digest: String, data: Value = ["apiKey": "aHVudGVyMg==", "other": "eA=="])
        -> Observation
    {
        let fields: Value = [
            "f:data": ["f:apiKey": [:]], "f:metadata": ["f:labels": ["f:a": [:]]],
        ]
        return Observation(
            key: key,
            value: [
                "apiVersion": "v1", "kind": "Secret",
                "metadata": [
                    "name": "key", "namespace": "app", "uid": "u", "labels": ["a": "b", "others": "c"],
                    "annotations": ["berth.dev/applied": .string(digest)],
                    "managedFields": [
                        [
                            "manager": "berth", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
                            "fieldsV1": fields,
                        ]
                    ],
                ],
                "data": data,
            ])
    }

    private var composed: Item {
        Item(
            key: key,
            desired: [
                "apiVersion": "v1", "kind": "Secret",
                "metadata": [
                    "name": "key", "namespace": "app", "annotations": ["berth.dev/applied": "abc"],
                ],
                "data": ["apiKey": "(sensitive)"],
            ],
            insertions: [
                ["data", "apiKey"]: Insertion([.secret(SecretReference(.generated(workspace: "w", name: "api-key")))])
            ])
    }

    @Test func whatTheSpecificationStillMakesIsRecordedAsApplied() {
        let item = RecoveredItem(observation: observation(applied: "abc"), composed: composed)
        #expect(item.applied == composed.desired)
    }

    @Test(arguments: [true, false])
    func otherwiseItIsWhatBerthOwnsWithoutAnySecret(isSpecified: Bool) {
        let item = RecoveredItem(observation: observation(applied: "old"), composed: isSpecified ? composed : nil)
        #expect(
            item.applied == [
                "apiVersion": "v1", "kind": "Secret",
                "metadata": ["name": "key", "namespace": "app", "labels": ["a": "b"]],
                "data": ["apiKey": "(sensitive)"],
            ])
    }

    @Test func aGeneratedSecretIsReadWhereBerthOwnsIt() {
        let item = RecoveredItem(observation: observation(applied: "abc"), composed: composed)
        #expect(item.secrets.map(\.rotation) == [Rotation(workspace: "w", name: "api-key")])
        #expect(item.secrets.first.map { String(decoding: $0.value, as: UTF8.self) } == "hunter2")
        let broken = RecoveredItem(observation: observation(applied: "abc", data: ["apiKey": "!"]), composed: composed)
        #expect(broken.secrets.isEmpty)
        #expect(RecoveredItem(observation: observation(applied: "abc"), composed: nil).secrets.isEmpty)
    }
}
