import Document
import Planning
import Resources
import Testing

/// What a plan is refused for, in words that say each thing once and lead somewhere.
struct GuardsTests {
    private static let plane = ItemKey(
        place: .management("m"), apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
        namespace: "k8s-w-w", name: "w")
    private static let address = ResourceAddress(workspace: "w", "control-plane")

    private static func plan(_ action: Action, reason: String, replacement: Replacement? = nil) -> Plan {
        var change = ItemChange(key: plane, action: action)
        change.replacement = replacement
        var step = Step(address: address, kind: .controlPlane, action: action, reason: reason, changes: [change])
        step.protection = "the state says so"
        return Plan(estate: "e", purpose: .apply, steps: [step], groups: [Plan.Group(name: "w", cluster: "m")])
    }

    private static func problems(_ plan: Plan, isSpecified: Bool = true) -> [Plan.Problem] {
        Guards(.init(maxDeletes: 9, maxDeletedFraction: 1, maxReplaces: 9), isSpecified: { _ in isSpecified })
            .problems(in: plan, owned: 1)
    }

    @Test func whyAControlPlaneWouldBeMadeAnewIsSaidOnce() throws {
        let replacement = Replacement(brief: "spec.dataStore: field is immutable", message: "no")
        let problem = try #require(
            Self.problems(
                Self.plan(
                    .replace, reason: "TenantControlPlane w cannot be changed in place", replacement: replacement)
            ).first { $0.item != nil })
        #expect(
            problem.message
                == "TenantControlPlane.kamaji.clastix.io k8s-w-w/w: cluster m does not change it in place "
                + "(spec.dataStore: field is immutable), and made anew its API is empty")
        let lost = try #require(
            Self.problems(Self.plan(.replace, reason: "the control plane was deleted outside of Berth")).first {
                $0.item != nil
            })
        #expect(lost.message.hasSuffix("in cluster m: the control plane was deleted outside of Berth"))
    }

    /// What Berth stores counts as one object, as in the sum of the plan.
    @Test func whatIsStoredCounts() {
        var plan = Self.plan(.delete, reason: "")
        plan.steps.append(
            Step(address: ResourceAddress(workspace: "w", "kubeconfig-store"), kind: .kubeconfigStore, action: .delete))
        let problems = Guards(.init(maxDeletes: 1, maxDeletedFraction: 1, maxReplaces: 0))
            .numberProblems(in: plan, owned: 2)
        #expect(problems.map(\.message) == ["2 objects would go, and the estate allows 1"])
    }

    /// Where there is no file, nothing can be set in it.
    @Test(arguments: [true, false]) func protectionSaysHowItEnds(_ isSpecified: Bool) {
        let hints = Self.problems(Self.plan(.delete, reason: ""), isSpecified: isSpecified).compactMap(\.hint)
        #expect(hints.contains { $0.contains("set protected: false") } == isSpecified)
        #expect(hints.contains { $0.contains("bring its file back with protected: false") } == !isSpecified)
    }
}
