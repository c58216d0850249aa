import Document
import Kubernetes
import Resources
import TestSupport
import Testing

@testable import Planning

/// What does not show in the leaves of a comparison: values that say nothing, and the order of lists.
struct UnseenDifferenceTests {
    private func differ(_ desired: Value, _ observed: Value, owning fields: Value) -> Differ {
        differ(desired, observed, owning: fields, applied: desired)
    }

    private func differ(_ desired: Value, _ observed: Value, owning fields: Value, applied: Value?) -> Differ {
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
            observation: Observation(key: key, value: seen), applied: applied.map(object))
    }

    /// A server that stores a zero as absent writes nothing for it: nothing of it is to be shown, now or when it is carried out.
    @Test(arguments: [Value.string(""), false, .integer(0), .string("x")])
    func aZeroThatIsNotStoredIsNoChange(_ value: Value) {
        let differ = differ(
            ["paused": value, "replicas": 1], ["replicas": 1], owning: ["f:paused": [:], "f:replicas": [:]])
        #expect(differ.unshown(in: []) == (value == .string("x") ? [["spec", "paused"]] : []))
    }

    private func list(_ names: String...) -> Value {
        ["initContainers": .array(names.map { ["name": .string($0), "image": "i"] })]
    }

    private let ownedList: Value = [
        "f:initContainers": [
            "k:{\"name\":\"a\"}": [".": [:], "f:name": [:], "f:image": [:]],
            "k:{\"name\":\"b\"}": [".": [:], "f:name": [:], "f:image": [:]],
        ]
    ]

    /// The order of containers that prepare others says what is done first.
    @Test func anotherOrderIsAChangeWhereTheServerMakesItOne() {
        let differ = differ(list("a", "b"), list("b", "a", "other"), owning: ownedList)
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

    /// It is drift where the specification has the order that it had when it was applied.
    @Test func anotherOrderIsDriftWhereTheSpecificationIsAsItWas() {
        func reason(_ desired: Value, appliedAs applied: Value?, seenAs observed: Value) -> LeafChange.Reason? {
            let differ = differ(desired, observed, owning: ownedList, applied: applied)
            var result = differ.observation.value
            result["spec"] = desired
            return differ.changes(to: result, forced: []).first { $0.isOrder }?.reason
        }
        #expect(reason(list("a", "b"), appliedAs: list("a", "b"), seenAs: list("b", "a")) == .drift)
        #expect(reason(list("a", "new", "b"), appliedAs: list("a", "b"), seenAs: list("b", "a")) == .drift)
        #expect(reason(list("b", "a"), appliedAs: list("a", "b"), seenAs: list("a", "b")) == .spec)
        #expect(reason(list("b", "a"), appliedAs: nil, seenAs: list("a", "b")) == .spec)
        // The other one was not Berth's then.
        #expect(reason(list("b", "a"), appliedAs: list("a"), seenAs: list("a", "b")) == .spec)
    }

    /// An update may put an item into a list twice, and the last one counts; the server keeps one where it is applied.
    @Test func anItemThatStandsTwiceIsAChange() {
        let differ = differ(list("a", "b"), list("a", "b", "a"), owning: ownedList)
        #expect(!differ.isSame)
        var result = differ.observation.value
        result["spec"] = list("a", "b")
        let changes = differ.changes(to: result, forced: [])
        #expect(changes.map(\.old) == [["a", "b", "a"]] && changes.map(\.new) == [["a", "b"]])
        #expect(changes.map(\.reason) == [.drift] && changes.map(\.isOrder) == [true])
        #expect(!differ.isSettled(by: result))
    }

    /// Nothing tells apart the items of a list that has no owners: it is shown whole, as what it is.
    @Test func aListWithoutOwnersIsShownWithWhatTheServerCompletes() {
        func completed(_ value: Value) -> Value {
            ["initContainers": [["name": "a", "image": value, "imagePullPolicy": "Always"]]]
        }
        func changes(observed: Value) -> [LeafChange] {
            let differ = self.differ(list("a"), observed, owning: ["f:other": [:]], applied: list("a"))
            var result = differ.observation.value
            result["spec"] = completed("i")
            let changes = differ.changes(to: result, forced: [])
            #expect(differ.unshown(in: changes) == [])
            return changes
        }
        #expect(changes(observed: completed("other")).map(\.reason) == [.drift])
        #expect(changes(observed: completed("i")).map(\.reason) == [.ownership])
        let differ = self.differ(list("a"), completed("other"), owning: ["f:other": [:]], applied: list("a"))
        var result = differ.observation.value
        result["spec"] = completed("changed by a policy")
        #expect(differ.changes(to: result, forced: []).map(\.reason) == [.server])
    }

    /// A port without a protocol is the one of TCP: that of another protocol is somebody else's, and no drift.
    @Test(arguments: ["UDP", "TCP"]) func aPortOfAnotherProtocolIsAnothers(_ name: String) {
        let port: Value = ["port": 53, "targetPort": 1]
        var theirs: Value = ["port": 53, "protocol": .string(name), "targetPort": 2]
        let key = ItemKey(place: .tenant("w"), apiVersion: "v1", kind: "Service", namespace: "d", name: "dns")
        func object(_ ports: Value...) -> Value {
            ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "dns"], "spec": ["ports": .array(ports)]]
        }
        var seen = object(theirs)
        let item: Value = [".": [:], "f:port": [:], "f:targetPort": [:]]
        seen[["metadata", "managedFields"]] = [
            [
                "manager": "ops", "operation": "Apply", "apiVersion": "v1", "fieldsType": "FieldsV1",
                "fieldsV1": ["f:spec": ["f:ports": .object(["k:{\"port\":53,\"protocol\":\"\(name)\"}": item])]],
            ]
        ]
        theirs["targetPort"] = 3
        let wanted = name == "TCP" ? object(port) : object(port, theirs)
        let differ = Differ(
            item: Item(key: key, desired: wanted), body: wanted, observation: Observation(key: key, value: seen),
            applied: object(port))
        let path = Path([
            .key("spec"), .key("ports"), .item([.init("port", 53), .init("protocol", .string(name))]),
            .key("targetPort"),
        ])
        #expect(differ.claim(on: path) == (name == "TCP" ? .drift : .conflict))
    }

    /// What another manager applies with the same value is taken from it where the specification changes.
    @Test(arguments: [("Apply", Differ.Claim.conflict), ("Update", .drift)])
    func whatOthersApplyTooIsAConflict(_ operation: String, _ claim: Differ.Claim) {
        let alone = differ(["replicas": 2], ["replicas": 1], owning: ["f:replicas": [:]])
        #expect(alone.claim(on: ["spec", "replicas"]) == .drift)
        var seen = alone.observation.value
        let own = seen["metadata"]?["managedFields"]?[0] ?? .null
        var other = own
        other["manager"] = "ops"
        other["operation"] = .string(operation)
        seen[["metadata", "managedFields"]] = .array([own, other])
        let shared = Differ(
            item: alone.item, body: alone.body, observation: Observation(key: alone.item.key, value: seen),
            applied: alone.item.desired)
        #expect(shared.claim(on: ["spec", "replicas"]) == claim)
        let leaf = shared.comparison.leaves.first { $0.path == ["spec", "replicas"] }
        #expect(
            leaf.map { shared.reason(of: $0, [["spec", "replicas"]]) } == (claim == .conflict ? .forced : .spec))
    }

    /// A plan that somebody edited may leave out, or make up, what only the server knows.
    @Test func theServerIsAskedAboutWhatOnlyItKnows() {
        func contradiction(
            _ desired: Value, _ observed: Value, showing leaves: [LeafChange], gives result: Value
        ) -> Path? {
            let differ = differ(desired, observed, owning: ["f:other": [:]], applied: nil)
            var change = ItemChange(key: differ.item.key, action: .update)
            change.leaves = leaves
            var object = differ.observation.value
            object["spec"] = result
            return differ.questions(on: change).contradiction(in: object)
        }
        #expect(contradiction(["runAsUser": 0], [:], showing: [], gives: [:]) == nil)
        #expect(contradiction(["runAsUser": 0], [:], showing: [], gives: ["runAsUser": 0]) == ["spec", "runAsUser"])
        let place: Path = ["spec", "initContainers"]
        func list(policy: String) -> Value {
            ["initContainers": [["name": "a", "image": "i", "imagePullPolicy": .string(policy)]]]
        }
        func shown(_ value: Value) -> [LeafChange] {
            [LeafChange(path: place, old: nil, new: value["initContainers"], reason: .spec)]
        }
        #expect(
            contradiction(self.list("a"), [:], showing: shown(list(policy: "Always")), gives: list(policy: "Always"))
                == nil)
        #expect(
            contradiction(self.list("a"), [:], showing: shown(list(policy: "Never")), gives: list(policy: "Always"))
                == place)
        #expect(
            contradiction(
                self.list("a"), [:], showing: [LeafChange(path: place, old: nil, new: "x", reason: .server)],
                gives: list(policy: "Always")) == place)
    }

    /// An empty map that is one value is not what others put into it; one whose members have owners asks only that it be there.
    @Test func anEmptyMapThatIsOneValueIsEmpty() {
        let filled: Value = ["selector": ["matchLabels": ["a": "b"]]]
        #expect(!differ(["selector": [:]], filled, owning: ["f:selector": [:]]).isSame)
        #expect(differ(["selector": [:]], ["selector": [:]], owning: ["f:selector": [:]]).isSame)
        // The same goes for a list: what Berth owns in it goes, and the items of others are theirs.
        let items: Value = ["initContainers": [["name": "one"]]]
        let list: Value = [".": [:], "k:{\"name\":\"one\"}": [".": [:], "f:name": [:]]]
        let emptied = differ(["initContainers": []], items, owning: ["f:initContainers": list]).comparison
        #expect(!emptied.isSame && emptied.leaves.contains { $0.desired == nil && $0.observed == "one" })
        // What the server puts there by itself is nobody's.
        let strategy: Value = ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": "25%", "maxSurge": "25%"]]
        #expect(differ(["strategy": [:]], ["strategy": strategy], owning: ["f:strategy": [:]]).isSame)
        #expect(!differ(["strategy": [:]], ["strategy": ["type": "Recreate"]], owning: ["f:strategy": [:]]).isSame)
    }
}
