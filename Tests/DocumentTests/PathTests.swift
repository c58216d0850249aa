import Document
import Testing

struct PathTests {
    let tree: Value = [
        "metadata": ["annotations": ["a.b/c": "x"]],
        "containers": [["name": "web", "image": "a"], ["name": "log", "image": "b"]],
        "finalizers": ["one", "two"],
    ]

    @Test func describesItself() {
        let path = Path([.key("spec"), .key("containers"), .item([.init("name", "web")]), .key("a.b"), .index(3)])
        #expect(path.description == #"spec.containers[name=web]["a.b"][3]"#)
    }

    @Test func findsNodes() {
        #expect(tree[Path(["metadata", "annotations", "a.b/c"].map(Path.Component.key))] == "x")
        #expect(tree[Path([.key("containers"), .item([.init("name", "log")]), .key("image")])] == "b")
        #expect(tree[Path([.key("finalizers"), .member("two")])] == "two")
        #expect(tree[Path([.key("containers"), .index(2)])] == nil)
    }

    @Test func setsAndRemoves() {
        var changed = tree
        changed[Path([.key("containers"), .item([.init("name", "log")]), .key("image")])] = "c"
        changed[["spec", "replicas"]] = 2
        changed[Path([.key("finalizers"), .member("one")])] = nil
        changed[["absent", "deep"]] = nil
        #expect(changed["containers"]?[1]?["image"] == "c")
        #expect(changed["spec"] == ["replicas": 2])
        #expect(changed["finalizers"] == ["two"])
        #expect(changed["absent"] == nil)
    }

    @Test func differencesNameLeaves() {
        let changes = Value.differences(
            from: ["a": 1, "b": ["x": 1], "c": [1, 2]], to: ["b": ["x": 2], "c": [1], "d": [:]])
        #expect(changes.map(\.path.description) == ["a", "b.x", "c[1]", "d"])
        #expect(changes.map(\.new) == [nil, 2, nil, .object([:])])
    }
}
