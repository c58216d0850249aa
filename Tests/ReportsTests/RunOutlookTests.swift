import Planning
import Reports
import Resources
import Testing

/// What is to come behind the running steps.
struct RunOutlookTests {
    private static func address(_ name: String, _ workspace: String = "payments") -> ResourceAddress {
        ResourceAddress(workspace: workspace, name)
    }

    private static func step(_ name: String, _ before: [String] = [], action: Action = .create) -> Step {
        Step(address: address(name), kind: .application, action: action, dependencies: Set(before.map { address($0) }))
    }

    /// A namespace stays as it is; a control plane stands on it, and two chains of another length on that.
    private static let outlook = RunOutlook(
        Plan(
            estate: "e", purpose: .apply,
            steps: [
                step("namespace", action: .none), step("control-plane", ["namespace"]), step("dns", ["control-plane"]),
                step("kubeconfig", ["control-plane"]), step("api", ["kubeconfig", "dns"]), step("rbac/ops", ["api"]),
                step("application/web", ["api", "control-plane"]), step("active", ["rbac/ops", "application/web"]),
                Step(address: address("control-plane", "billing"), kind: .controlPlane, action: .create),
            ], groups: []))

    struct Case: Sendable {
        var name: String
        var waiting: Int
    }

    @Test(arguments: [
        Case(name: "control-plane", waiting: 6), Case(name: "dns", waiting: 4),
        Case(name: "application/web", waiting: 1),
        Case(name: "active", waiting: 0), Case(name: "namespace", waiting: 0), Case(name: "unheard-of", waiting: 0),
    ])
    func everyStepBehindIsCountedOnce(_ test: Case) {
        #expect(Self.outlook.count(waitingFor: Self.address(test.name)) == test.waiting)
    }

    @Test func theLongestChainIsThePath() {
        let running = [Self.address("control-plane", "billing"), Self.address("control-plane")]
        let path = Self.outlook.criticalPath(from: running)
        #expect(path.count == 5 && path.first == Self.address("control-plane") && path.last == Self.address("active"))
        #expect(RunOutlook.text(of: path).hasPrefix("payments/control-plane → "))
        #expect(RunOutlook.text(of: [running[0], running[1]]) == "billing/control-plane → payments/control-plane")
    }

    @Test func nothingIsToldWhereNothingWaits() {
        #expect(Self.outlook.criticalPath(from: [Self.address("active")]).isEmpty)
        #expect(Self.outlook.criticalPath(from: []).isEmpty)
        #expect(RunOutlook().criticalPath(from: [Self.address("api")]).isEmpty)
        #expect(RunOutlook().count(waitingFor: Self.address("api")) == 0)
    }

    /// Whole fleets wait for what their cluster shares: nobody needs to know how many exactly.
    @Test func countingEnds() {
        let shared = Step(
            address: ResourceAddress(cluster: "m1", "application/a"), kind: .prerequisite, action: .update)
        let fleet = (0..<5000).map { number in
            Step(
                address: ResourceAddress(workspace: "w\(number)", "control-plane"), kind: .controlPlane,
                action: .create,
                dependencies: [shared.address])
        }
        let outlook = RunOutlook(Plan(estate: "e", purpose: .apply, steps: [shared] + fleet, groups: []))
        #expect(outlook.count(waitingFor: shared.address) == RunOutlook.mostCounted + 1)
    }
}
