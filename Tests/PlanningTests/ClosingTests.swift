import Resources
import Testing

@testable import Planning

/// A plan is closed when it is made.
struct ClosingTests {
    private static func address(_ name: String) -> ResourceAddress { ResourceAddress(workspace: "w", name) }

    private static func step(_ name: String, _ action: Action, _ dependencies: String...) -> Step {
        Step(address: address(name), kind: .application, action: action, dependencies: Set(dependencies.map(address)))
    }

    struct Edges: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var steps: [Step]
        /// What the step `c` waits for.
        var expected: Set<String>
    }

    @Test(arguments: [
        Edges(
            testDescription: "through what stays",
            steps: [step("a", .update), step("b", .none, "a"), step("c", .update, "b")], expected: ["a", "b"]),
        Edges(
            testDescription: "through two that stay",
            steps: [step("a", .update), step("b", .none, "a"), step("d", .none, "b"), step("c", .update, "d")],
            expected: ["a", "d"]),
        Edges(
            testDescription: "through what is deferred, and what is unknown",
            steps: [
                step("a", .update), step("x", .delete), step("b", .defer, "a"), step("d", .unknown, "x"),
                step("c", .update, "b", "d"),
            ], expected: ["a", "b", "d", "x"]),
        Edges(
            testDescription: "not beyond what runs",
            steps: [step("a", .update), step("b", .wait, "a"), step("c", .update, "b")], expected: ["b"]),
        Edges(testDescription: "not out of the plan", steps: [step("c", .update, "nothing")], expected: []),
        Edges(testDescription: "not to itself", steps: [step("c", .none, "c")], expected: []),
        Edges(
            testDescription: "in a circle",
            steps: [step("a", .none, "b"), step("b", .none, "a", "c"), step("c", .update, "a")], expected: ["a"]),
    ])
    func edgesLead(_ edges: Edges) {
        let closed = Plan.closed(edges.steps)
        #expect(closed.first { $0.address.name == "c" }?.dependencies == Set(edges.expected.map(Self.address)))
    }

    /// Ten thousand steps, each on the two before it: linear in the edges, or this test never ends.
    @Test func manyStepsTakeTheirTimeOnce() {
        let steps = (0..<10_000).map { place in
            Step(
                address: Self.address("s\(place)"), kind: .application, action: place % 1_000 == 0 ? .update : .none,
                dependencies: Set((max(0, place - 2)..<place).map { Self.address("s\($0)") }))
        }
        let closed = Plan.closed(steps)
        #expect(closed.count == 10_000)
        #expect(closed.last?.dependencies.contains(Self.address("s9000")) == true)
        let circle = steps.map { step in
            var step = step
            step.dependencies.insert(Self.address("s9999"))
            return step
        }
        #expect(Plan.sorted(circle).count == 10_000)
        #expect(Plan.closed(circle).count == 10_000)
    }

    @Test func whatStandsUnderTheUnknownIsNotTakenAway() {
        let narrowing = Step(
            address: Step.narrowing(of: Self.address("namespace")), kind: .namespace, action: .update,
            dependencies: [Self.address("b"), Self.address("namespace")])
        let steps = Plan.withoutRemovalsBehindUnknown([
            Self.step("a", .unknown), Self.step("b", .delete, "a"), Self.step("c", .delete, "b"),
            Self.step("d", .delete), Self.step("e", .update, "a"), Self.step("namespace", .none), narrowing,
        ])
        #expect(steps.map(\.action) == [.unknown, .unknown, .unknown, .delete, .update, .none, .unknown])
        #expect(steps[2].reason == "w/b is unknown")
        #expect(steps.allSatisfy { $0.action != .unknown || $0.changes.isEmpty })
    }

    @Test func removalsInACircleAreCutOnce() {
        func change(_ kind: String, _ name: String, _ namespace: String? = nil, group: String = "v1") -> ItemChange {
            ItemChange(
                key: ItemKey(place: .management("m"), apiVersion: group, kind: kind, namespace: namespace, name: name),
                action: .delete)
        }
        var (one, other) = (Self.step("application/a", .delete), Self.step("application/b", .delete))
        one.changes = [change("Namespace", "x"), change("ConfigMap", "c", "y")]
        other.changes = [change("Namespace", "y"), change("ConfigMap", "c", "x")]
        let steps = RemovalPlanner.ordered([one, other], prerequisites: [:])
        #expect(steps.count == 2)
        #expect(steps[0].dependencies.isEmpty)
        #expect(steps[1].dependencies == [steps[0].address])
    }

    struct Within: Sendable {
        var inner: ItemKey
        var outer: ItemKey
        var isWithin: Bool
    }

    private static func key(
        _ api: String, _ kind: String, _ name: String, _ namespace: String? = nil, _ place: Place = .management("m")
    ) -> ItemKey {
        ItemKey(place: place, apiVersion: api, kind: kind, namespace: namespace, name: name)
    }

    @Test(arguments: [
        Within(inner: key("v1", "ConfigMap", "a", "n"), outer: key("v1", "Namespace", "n"), isWithin: true),
        Within(inner: key("v1", "ConfigMap", "a", "m"), outer: key("v1", "Namespace", "n"), isWithin: false),
        Within(
            inner: key("v1", "ConfigMap", "a", "n", .tenant("w")), outer: key("v1", "Namespace", "n"), isWithin: false),
        Within(
            inner: key("shop.example.com/v1", "Widget", "a", "n"),
            outer: key("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.shop.example.com"),
            isWithin: true),
        Within(
            inner: key("example.com/v1", "Widget", "a", "n"),
            outer: key("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.shop.example.com"),
            isWithin: false),
        Within(inner: key("v1", "Namespace", "n"), outer: key("v1", "Namespace", "n"), isWithin: false),
    ])
    func liesWithin(_ pair: Within) {
        #expect(pair.inner.lies(within: pair.outer) == pair.isWithin)
    }
}

/// How a plan is closed where a part of it is unknown.
extension ClosingTests {
    private static let namespace = ResourceAddress(workspace: "w", "namespace")
    private static let application = ResourceAddress(workspace: "w", "application/app")

    private static func plan(application action: Action) -> Plan {
        let removal = Step.removal(of: application)
        var plan = Plan(
            estate: "test", purpose: .apply,
            steps: [
                Step(address: namespace, kind: .namespace, action: .none),
                Step(address: application, kind: .application, action: action, dependencies: [namespace]),
                Step(address: removal, kind: .application, action: .delete, dependencies: [application]),
                Step(
                    address: Step.narrowing(of: namespace), kind: .namespace, action: .update,
                    dependencies: [namespace, removal]),
            ],
            groups: [Plan.Group(name: "w", cluster: "m")])
        plan.close { _ in nil }
        return plan
    }

    @Test func theRecordOfKindsFollowsARemoval() {
        #expect(Self.plan(application: .none).steps.map(\.action) == [.none, .none, .delete, .update])
    }

    @Test func theRecordOfKindsIsNotNarrowedForWhatStays() {
        let steps = Self.plan(application: .unknown).steps
        #expect(steps.map(\.action) == [.none, .unknown, .unknown, .unknown])
    }
}
