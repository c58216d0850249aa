import Diagnostics
import Document
import Planning
import Reports
import Resources
import Testing

/// What is taken over, leaf by leaf and from whom, as a reviewer reads it.
struct ImportReportTests {
    private static let address = ResourceAddress(workspace: "w1", "application/web")

    private static func entry(_ manager: String, _ operation: String, _ fields: Value, at time: String) -> Value {
        [
            "manager": .string(manager), "operation": .string(operation), "apiVersion": "v1", "time": .string(time),
            "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
    }

    /// An update of a ConfigMap that the specification gives other data than it has.
    private static func change(
        _ name: String, from origin: OwnershipVerdict.Origin, data: Value, wanted: Value, annotations: Value = [:],
        record: [Value]
    ) -> ItemChange {
        let key = ItemKey(
            place: .management("fsn1-a"), apiVersion: "v1", kind: "ConfigMap", namespace: "k8s-w-w1", name: name)
        let metadata: Value = ["name": .string(name), "namespace": "k8s-w-w1"]
        let item = Item(
            key: key, desired: ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": wanted])
        var observed: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data]
        observed[["metadata", "uid"]] = "u"
        observed[["metadata", "annotations"]] = annotations
        var result = observed
        result["data"] = wanted
        result[["metadata", "annotations"]] = [:]
        observed[["metadata", "managedFields"]] = .array(record)
        let differ = Differ(
            item: item, body: item.desired, observation: Observation(key: key, value: observed), applied: nil,
            adopted: origin)
        return ItemChange(
            key: key, action: .update, item: item,
            precondition: differ.precondition(owner: address, adopted: origin),
            leaves: differ.changes(to: result, forced: []), reclaimed: differ.reclaimed, verification: .server)
    }

    static let plan: Plan = {
        let byHand = change(
            "web", from: .unmarked, data: ["size": "huge", "mode": "fast", "colour": "blue"],
            wanted: ["size": "small", "mode": "fast"],
            annotations: [
                "kubectl.kubernetes.io/last-applied-configuration":
                    #"{"data":{"size":"small","mode":"fast","colour":"blue"}}"#
            ],
            record: [
                entry(
                    "kubectl-client-side-apply", "Update",
                    ["f:data": [".": [:], "f:size": [:], "f:mode": [:], "f:colour": [:]]], at: "2026-11-02T08:00:00Z"),
                entry("kubectl-patch", "Update", ["f:data": ["f:size": [:]]], at: "2026-11-20T08:00:00Z"),
            ])
        let foreign = change(
            "routes", from: .estate("north"), data: ["a": "b", "c": "d"], wanted: ["a": "b", "c": "e"],
            record: [
                entry("berth", "Apply", ["f:data": ["f:a": [:], "f:c": [:]]], at: "2026-11-02T08:00:00Z")
            ])
        let step = Step(
            address: address, kind: .application, action: .update,
            reason: "takes over from estate north, and what Berth did not make", changes: [foreign, byHand],
            location: SourceLocation(file: "templates/applications/web/application.yaml", line: 5, column: 3))
        var plan = Plan(
            estate: "loopback", purpose: .apply, steps: [step], groups: [Plan.Group(name: "w1", cluster: "fsn1-a")],
            consents: [.adoptForeign])
        plan.imported = Import(address)
        plan.leftovers = Plan.Leftovers(part: address.description)
        return plan
    }()

    @Test func eachLeafSaysFromWhom() throws {
        let notes = Dictionary(
            uniqueKeysWithValues: Self.plan.steps.flatMap(\.changes).flatMap { change in
                change.leaves.map { ("\(change.key.name) \($0.path)", "\($0.reason) \($0.author?.manager ?? "-")") }
            })
        #expect(
            notes == [
                "web data.size": "spec kubectl-patch", "web data.mode": "ownership kubectl-client-side-apply",
                "web data.colour": "spec kubectl-client-side-apply", "routes data.a": "ownership estate north",
                "routes data.c": "spec estate north",
            ])
    }

    @Test func readsAsAReviewerReadsIt() throws {
        let text = PlanText(TextLayout(width: 120)).render(Self.plan)
        try expectGolden(text, "import.txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 120 })
        try expectGolden(PlanMarkdown().render(Self.plan), "import.md")
    }

    @Test func plansOfItAreReadAsTheyWereWritten() throws {
        #expect(try Plan(file: Self.plan.file).steps == Self.plan.steps)
    }
}
