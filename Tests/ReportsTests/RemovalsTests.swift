import Document
import Execution
import Planning
import Resources
import Testing

@testable import Reports

/// What goes is told alike by every report of a plan.
struct RemovalsTests {
    struct Case: Sendable {
        var changes: [ItemChange]
        var verb = "Deletes"
        var extent: String
    }

    private static func key(_ name: String) -> ItemKey {
        ItemKey(place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "n", name: name)
    }

    private static func deletion(_ name: String, along: String...) -> ItemChange {
        var change = ItemChange(key: key(name), action: .delete)
        change.companions = along.map { .init(key: key($0), isOwned: true) }
        return change
    }

    private static func replacement(_ name: String, along: String...) -> ItemChange {
        var change = deletion(name)
        change.action = .replace
        change.companions = along.map { .init(key: key($0), isOwned: true) }
        change.replacement = Replacement(brief: "spec.a: immutable", message: "immutable", losses: [], leaves: [])
        return change
    }

    private static let lost = ItemChange(key: key("lost"), action: .replace)

    @Test(arguments: [
        (["a", "b", "c"], false, "3 objects in a, b, c"), (["a", "b", "c", "d"], false, "4 objects in 4 workspaces"),
        (["a", "b", "c"], true, "4 objects in 4 workspaces and clusters"),
    ])
    func placesAreNamedOrCounted(_ workspaces: [String], _ hasCluster: Bool, _ extent: String) {
        let addresses =
            workspaces.map { ResourceAddress(workspace: $0, "application/x") }
            + (hasCluster ? [ResourceAddress(cluster: "m", "application/x")] : [])
        let steps = addresses.map {
            Step(address: $0, kind: .application, action: .delete, changes: [Self.deletion($0.group)])
        }
        let plan = Plan(estate: "e", purpose: .apply, steps: steps, groups: [])
        #expect(Removals(PlanOutline(plan)).extent == extent)
    }

    @Test(arguments: [
        Case(changes: [], extent: "1 record in w"), Case(changes: [deletion("a")], extent: "1 object in w"),
        // What goes along and goes by itself, too, counts once.
        Case(
            changes: [deletion("a", along: "x", "y", "b"), deletion("b", along: "x")],
            extent: "2 objects in w, and 2 objects with them"),
        Case(changes: [replacement("a")], verb: "Replaces", extent: "1 object in w"),
        Case(
            changes: [replacement("a", along: "x"), replacement("b")], verb: "Replaces",
            extent: "2 objects in w, and 1 object with them"),
        Case(changes: [replacement("a"), deletion("b")], extent: "2 objects in w"),
        Case(changes: [lost], extent: "1 object in w"),
    ])
    func allReportsSayTheSame(_ test: Case) {
        let step = Step(
            address: ResourceAddress(workspace: "w", "application/a"), kind: .application, action: .delete,
            changes: test.changes)
        let plan = Plan(estate: "e", purpose: .apply, steps: [step], groups: [Plan.Group(name: "w", cluster: "m")])
        let text = PlanText(TextLayout(width: 120)).render(plan)
        #expect(text.contains(" ! \(test.verb.uppercased())  \(test.extent)\n"), "\(text)")
        let html = PlanHTML().render(plan)
        #expect(html.contains("<b>\(test.verb) \(test.extent)</b>"))
        let markdown = PlanMarkdown().render(plan)
        #expect(markdown.contains(" \(test.verb) \(test.extent)\n"), "\(markdown)")
        #expect(markdown.contains("- <code>"), "\(markdown)")
        let marks = markdown.ranges(of: " (replaced) of ").count
        #expect(marks == (test.verb == "Replaces" ? 0 : test.changes.count { $0.action == .replace }))
    }

    /// What is stored counts as one object when it goes, as it does when it comes.
    @Test(arguments: [Action.create, .delete]) func whatIsStoredCountsAsOneObject(_ action: Action) throws {
        let address = ResourceAddress(workspace: "w", "namespace")
        let steps = [
            Step(
                address: address, kind: .namespace, action: action,
                changes: [ItemChange(key: Self.key("a"), action: action)]),
            Step(
                address: ResourceAddress(workspace: "w", "kubeconfig-store"), kind: .kubeconfigStore, action: action),
        ]
        let plan = Plan(estate: "e", purpose: .apply, steps: steps, groups: [])
        #expect(PlanSummary(plan).count(action) == 2)
        if action == .delete { #expect(Removals(PlanOutline(plan)).extent == "2 objects in w") }
        let done = steps.reduce(into: [:]) { $0[$1.address] = StepOutcome.done }
        #expect(RunResult(status: .applied, outcomes: done).objects(of: plan) == [action: 2])
        let changes = try #require(try Value(json: PlanJSON().render(plan))["resource_changes"]?.array)
        #expect(changes.map { $0["action"]?.string } == [action.rawValue, action.rawValue])
        #expect(changes[1]["type"] == "kubeconfig-store.berth.dev")
    }

    @Test func nothingIsSaidWhereNothingGoes() {
        let plan = Plan(estate: "e", purpose: .apply, steps: [], groups: [])
        #expect(Removals(PlanOutline(plan)).steps.isEmpty)
        #expect(!PlanHTML().render(plan).contains("class=\"alarm\""))
    }
}
