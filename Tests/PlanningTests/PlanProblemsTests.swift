import Resources
import Testing

@testable import Planning

/// Which problems stand in the way of a plan, and which leave out a part of it.
struct PlanProblemsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var problem: Plan.Problem
        /// What the plan does at the address `w1/secret/hcloud`.
        var action: Action
        var isConfined: Bool

        var testDescription: String { name }
    }

    private static let secret = ResourceAddress(workspace: "w1", "secret/hcloud")

    @Test(arguments: [
        Case(
            name: "a secret that is not there", problem: .init(kind: .invalid, address: secret, message: "unset"),
            action: .unknown, isConfined: true),
        Case(
            name: "a workspace that has no step",
            problem: .init(
                kind: .invalid, address: ResourceAddress(workspace: "w2", "specification"), message: "no room"),
            action: .none, isConfined: true),
        Case(
            name: "an invalid step that is done all the same",
            problem: .init(kind: .invalid, address: secret, message: "changed"), action: .update, isConfined: false),
        Case(
            name: "what clusters share",
            problem: .init(
                kind: .invalid, address: ResourceAddress(cluster: "m1", "application/cni"), message: "changed"),
            action: .unknown, isConfined: false),
        Case(
            name: "no place", problem: .init(kind: .invalid, message: "?"), action: .unknown, isConfined: false),
        Case(
            name: "another's object", problem: .init(kind: .foreign, address: secret, message: "exists"),
            action: .unknown, isConfined: false),
        Case(
            name: "a guard", problem: .init(kind: .refused, address: secret, message: "protected"), action: .unknown,
            isConfined: false),
    ])
    func onlyWhatLeavesOutAPartIsConfined(_ test: Case) {
        let step = Step(
            address: Self.secret, kind: .secret, action: test.action, timeout: .seconds(1), location: nil)
        let plan = Plan(estate: "loopback", purpose: .apply, steps: [step], groups: [], problems: [test.problem])
        #expect(plan.confinedProblems == (test.isConfined ? [test.problem] : []))
        #expect(plan.blockingProblems == (test.isConfined ? [] : [test.problem]))
    }

    /// Of a workspace that is to be taken away beside others, and stays as a whole.
    @Test(arguments: [Action.unknown, .delete]) func whatIsNotTakenAwayHoldsUpNobodyElse(_ action: Action) {
        let problem = Plan.Problem(kind: .refused, address: Self.secret, message: "there are two")
        var group = Plan.Group(name: "w1", cluster: "m")
        group.isTakenAway = true
        let plan = Plan(
            estate: "loopback", purpose: .apply, steps: [Step(address: Self.secret, kind: .secret, action: action)],
            groups: [group], problems: [problem])
        #expect(plan.confinedProblems.isEmpty == (action == .delete))
    }
}
