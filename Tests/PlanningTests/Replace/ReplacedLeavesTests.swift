import Document
import Resources
import Testing

@testable import Planning

/// What a replacement shows of fields that are owned as a whole: what the specification changes, and no default of the server's.
struct ReplacedLeavesTests {
    private static let key = ItemKey(
        place: .management("m"), apiVersion: "apps/v1", kind: "StatefulSet", namespace: "default", name: "db")

    private static func set(_ templates: Value...) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": ["name": "db", "namespace": "default"],
            "spec": ["volumeClaimTemplates": .array(templates)],
        ]
    }

    private static func template(_ size: String, labels: Value? = nil) -> Value {
        var template: Value = [
            "metadata": ["name": "data"], "spec": ["resources": ["requests": ["storage": .string(size)]]],
        ]
        template["metadata"]?["labels"] = labels
        return template
    }

    private static func completed(_ template: Value) -> Value {
        var template = template
        template["apiVersion"] = "v1"
        template["kind"] = "PersistentVolumeClaim"
        template["spec"]?["volumeMode"] = "Filesystem"
        template["status"] = ["phase": "Pending"]
        return template
    }

    private static func replaced(_ wanted: Value, over applied: Value, isKnown: Bool = true) -> [LeafChange] {
        var observed = set(completed(applied))
        observed["metadata"]?["uid"] = "1"
        observed["metadata"]?["managedFields"] = [
            [
                "manager": "berth", "operation": "Apply", "apiVersion": "apps/v1",
                "fieldsV1": ["f:spec": ["f:volumeClaimTemplates": [:]]],
            ]
        ]
        let item = Item(key: key, desired: set(wanted))
        return Differ(
            item: item, body: item.desired, observation: Observation(key: key, value: observed),
            applied: isKnown ? set(applied) : nil
        ).replaced
    }

    @Test func defaultsAreNoChange() {
        let leaves = Self.replaced(Self.template("2Gi"), over: Self.template("1Gi"))
        #expect(
            leaves.map(\.path.description) == ["spec.volumeClaimTemplates[0].spec.resources.requests.storage"])
        #expect(leaves.first?.old == "1Gi" && leaves.first?.new == "2Gi")
    }

    /// What the specification had and has no more is a change.
    @Test func whatIsLeftOutIsAChange() {
        let leaves = Self.replaced(Self.template("1Gi"), over: Self.template("1Gi", labels: ["a": "b"]))
        #expect(leaves.map(\.path.description) == ["spec.volumeClaimTemplates[0].metadata.labels.a"])
        #expect(leaves.first?.old == "b" && leaves.first?.new == nil)
    }

    /// Where nothing says what was applied, everything is shown.
    @Test func withoutTheStateAllIsShown() throws {
        let leaf = try #require(
            Self.replaced(Self.template("2Gi"), over: Self.template("1Gi"), isKnown: false).first)
        #expect(leaf.new == .array([Self.template("2Gi")]))
    }
}
