import Document
import Kubernetes
import Resources
import TestSupport
import Testing

@testable import Planning

/// What does not show in the leaves of a comparison: values that say nothing, and the order of lists.
struct UnseenDifferenceTests {
    private func differ(_ desired: Value, _ observed: Value, owning fields: Value) -> Differ {
        func object(_ spec: Value) -> Value {
            ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"], "spec": spec]
        }
        var seen = object(observed)
        seen[["metadata", "managedFields"]] = [
            [
                "manager": .string(Item.Mark.manager), "operation": "Apply", "apiVersion": "apps/v1",
                "fieldsType": "FieldsV1", "time": "2026-01-01T00:00:00Z", "fieldsV1": ["f:spec": fields],
            ]
        ]
        let key = ItemKey(place: .tenant("w"), apiVersion: "apps/v1", kind: "Deployment", namespace: "d", name: "web")
        return Differ(
            item: Item(key: key, desired: object(desired)), body: object(desired),
            observation: Observation(key: key, value: seen), applied: object(desired))
    }

    /// A server that stores a zero as absent writes nothing for it: nothing of it is to be shown, now or when it is carried out.
    @Test(arguments: [Value.string(""), false, .integer(0), .string("x")])
    func aZeroThatIsNotStoredIsNoChange(_ value: Value) {
        let differ = differ(
            ["paused": value, "replicas": 1], ["replicas": 1], owning: ["f:paused": [:], "f:replicas": [:]])
        #expect(differ.unshown(in: []) == (value == .string("x") ? [["spec", "paused"]] : []))
    }

    /// The order of containers that prepare others says what is done first.
    @Test func anotherOrderIsAChangeWhereTheServerMakesItOne() {
        func list(_ names: String...) -> Value {
            ["initContainers": .array(names.map { ["name": .string($0), "image": "i"] })]
        }
        let owned: Value = [
            "f:initContainers": [
                "k:{\"name\":\"a\"}": [".": [:], "f:name": [:], "f:image": [:]],
                "k:{\"name\":\"b\"}": [".": [:], "f:name": [:], "f:image": [:]],
            ]
        ]
        let differ = differ(list("a", "b"), list("b", "a", "other"), owning: owned)
        #expect(!differ.isSame)
        var moved = differ.observation.value
        #expect(differ.isSettled(by: moved))
        // One that comes, or goes, moves no other.
        moved["spec"] = list("b", "other")
        #expect(!differ.changes(to: moved, forced: []).contains { $0.path == ["spec", "initContainers"] })
        moved["spec"] = list("a", "b", "other")
        let changes = differ.changes(to: moved, forced: [])
        #expect(changes.map(\.path) == [["spec", "initContainers"]] && changes.map(\.new) == [["a", "b"]])
        #expect(!differ.isSettled(by: moved) && changes.map(\.old) == [["b", "a"]])
    }

    /// An empty map that is one value is not what others put into it; one whose members have owners asks only that it be there.
    @Test func anEmptyMapThatIsOneValueIsEmpty() {
        let filled: Value = ["selector": ["matchLabels": ["a": "b"]]]
        #expect(!differ(["selector": [:]], filled, owning: ["f:selector": [:]]).isSame)
        #expect(differ(["selector": [:]], ["selector": [:]], owning: ["f:selector": [:]]).isSame)
    }
}
