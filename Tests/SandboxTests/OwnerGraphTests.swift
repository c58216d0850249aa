import Document
import SandboxAPI
import Testing

@testable import Sandbox

@Suite struct OwnerGraphTests {
    @Test func controllersAreNamedFromTheNearestOutwards() {
        let graph = OwnerGraph()
        let pod = Self.note("pod", controlledBy: "set", in: graph)
        Self.note("set", controlledBy: "deployment", in: graph)
        Self.note("deployment", controlledBy: "gone", in: graph)
        #expect(graph.controllers(of: pod).map(\.key.name) == ["set", "deployment"])
    }

    @Test func controllersThatNameEachOtherEndTheWay() {
        let graph = OwnerGraph()
        let one = Self.note("a", controlledBy: "b", in: graph)
        Self.note("b", controlledBy: "a", in: graph)
        let outside = Self.note("c", controlledBy: "a", in: graph)
        let itself = Self.note("d", controlledBy: "d", in: graph)
        #expect(graph.controllers(of: one).map(\.key.name) == ["b"])
        #expect(graph.controllers(of: outside).map(\.key.name) == ["a", "b"])
        #expect(graph.controllers(of: itself).isEmpty)
    }

    /// An object whose uid is its name.
    @discardableResult
    private static func note(_ name: String, controlledBy owner: String, in graph: OwnerGraph) -> Value {
        let object: Value = [
            "metadata": [
                "name": .string(name), "namespace": "default", "uid": .string(name),
                "ownerReferences": [
                    ["kind": "Pod", "name": .string(owner), "uid": .string(owner), "controller": true]
                ],
            ]
        ]
        _ = graph.note(
            StoreRecord(
                version: 1, resource: ResourceName.pods.groupResource, key: object.objectKey, body: object.json()))
        return object
    }
}
