import Resources
import Testing

@testable import Planning

/// What `--target` and `--exclude` leave of a plan.
struct PlanScopeTests {
    private static func step(_ workspace: String, _ name: String, after: String...) -> Step {
        Step(
            address: ResourceAddress(workspace: workspace, name), kind: .application, action: .create,
            dependencies: Set(after.map { ResourceAddress(workspace: workspace, $0) }))
    }

    private let plan = Plan(
        estate: "test", purpose: .apply,
        steps: [
            step("a", "namespace"), step("a", "control-plane", after: "namespace"),
            step("a", "dns", after: "control-plane"), step("a", "network"), step("b", "namespace"),
        ],
        groups: [Plan.Group(name: "a", cluster: "one"), Plan.Group(name: "b", cluster: "one")],
        problems: [
            Plan.Problem(kind: .conflict, address: ResourceAddress(workspace: "b", "namespace"), message: "taken"),
            Plan.Problem(kind: .refused, message: "too many deletes"),
        ])

    private func names(_ plan: Plan) -> [String] { plan.steps.map(\.address.description) }

    @Test func nothingChosenIsEverything() throws {
        #expect(try PlanScope().narrowed(plan) == plan)
    }

    @Test func aTargetBringsWhatItStandsOnAndSaysSo() throws {
        let part = try PlanScope(targets: ["a/dns"]).narrowed(plan)
        #expect(names(part) == ["a/namespace", "a/control-plane", "a/dns"])
        #expect(part.groups.map(\.name) == ["a"])
        #expect(
            part.remarks == [
                "this plan is a part: a/dns, together with what it stands on: a/control-plane, a/namespace"
            ])
    }

    /// What a target of another shard stands on belongs to the shard of its cluster.
    @Test func aTargetElsewhereBringsWhatItsClusterSharesForIt() throws {
        let (shared, other) = (
            ResourceAddress(cluster: "one", "application/shared"), ResourceAddress(cluster: "one", "application/other")
        )
        var plan = plan
        plan.steps += [shared, other].map { Step(address: $0, kind: .application, action: .update) }
        let scope = PlanScope(targets: ["c"])
        let part = try scope.narrowed(plan, consumers: [shared: ["b", "c"], other: ["b"]]) { $0 == "c" }
        #expect(names(part) == ["cluster/one/application/shared"])
        #expect(names(try scope.narrowed(plan) { $0 == "c" }).isEmpty)
    }

    @Test func aWorkspaceIsATarget() throws {
        #expect(names(try PlanScope(targets: ["b"]).narrowed(plan)) == ["b/namespace"])
    }

    @Test func anExclusionTakesWhatStandsOnIt() throws {
        let part = try PlanScope(exclusions: ["a/namespace"]).narrowed(plan)
        #expect(names(part) == ["a/network", "b/namespace"])
        #expect(part.remarks.first?.contains("a/control-plane, a/dns") == true)
    }

    @Test func theNamespaceIsATargetWithoutTheRemovalsOfItsWorkspace() throws {
        let namespace = ResourceAddress(workspace: "a", "namespace")
        let removed = ResourceAddress(workspace: "a", "application/old")
        var plan = plan
        plan.steps += [
            Step(address: removed, kind: .application, action: .delete),
            Step(
                address: Step.narrowing(of: namespace), kind: .namespace, action: .update,
                dependencies: [namespace, removed]),
        ]
        #expect(names(try PlanScope(targets: ["a/namespace"]).narrowed(plan)) == ["a/namespace"])
        let whole = names(try PlanScope(targets: ["a"]).narrowed(plan))
        #expect(whole.suffix(2) == ["a/application/old", "a/namespace:kinds"])
        let rest = names(try PlanScope(exclusions: ["a/namespace"]).narrowed(plan))
        #expect(!rest.contains("a/namespace:kinds"))
    }

    @Test func problemsOfWhatIsLeftOutGoAndThoseOfTheWholeStay() throws {
        #expect(try PlanScope(targets: ["a"]).narrowed(plan).problems.map(\.kind) == [.refused])
        #expect(try PlanScope(targets: ["b"]).narrowed(plan).problems.map(\.kind) == [.conflict, .refused])
    }

    @Test func whatIsNotInThePlanIsAMistakeWithAHint() {
        #expect(
            throws: PlanScope.UnknownName(description: "--target a/dsn is nothing in this plan; did you mean a/dns?")
        ) {
            try PlanScope(targets: ["a/dsn"]).narrowed(plan)
        }
    }

    @Test func everyDependencyOfAPartIsInIt() throws {
        for step in plan.steps {
            let part = try PlanScope(targets: [step.address.description]).narrowed(plan)
            let present = Set(part.steps.map(\.address))
            #expect(part.steps.allSatisfy { $0.dependencies.isSubset(of: present) })
        }
    }
}
