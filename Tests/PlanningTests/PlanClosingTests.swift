import Resources
import Testing

@testable import Planning

/// How a plan is closed where a part of it is unknown.
struct PlanClosingTests {
    private let namespace = ResourceAddress(workspace: "w", "namespace")
    private let application = ResourceAddress(workspace: "w", "application/app")

    private func plan(application action: Action) -> Plan {
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
        #expect(plan(application: .none).steps.map(\.action) == [.none, .none, .delete, .update])
    }

    @Test func theRecordOfKindsIsNotNarrowedForWhatStays() {
        let steps = plan(application: .unknown).steps
        #expect(steps.map(\.action) == [.none, .unknown, .unknown, .unknown])
    }
}
