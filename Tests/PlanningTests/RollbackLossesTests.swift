import Document
import Resources
import State
import Testing

@testable import Planning

/// What a rollback does not bring back is said.
struct RollbackLossesTests {
    private func snapshot(plane: String?, revision: String, claim: String?) -> Snapshot {
        var snapshot = Snapshot(group: "w", phase: .active)
        func item(_ kind: String, _ version: String, _ name: String, _ uid: String?) {
            guard let uid else { return }
            let key = ItemKey(place: .management("m"), apiVersion: version, kind: kind, namespace: "n", name: name)
            snapshot.items[key] = .init(address: ResourceAddress(workspace: "w", "x"), uid: uid, applied: [:])
        }
        item("TenantControlPlane", "kamaji.clastix.io/v1alpha1", "w", plane)
        item("PersistentVolumeClaim", "v1", "data", claim)
        item("ConfigMap", "v1", "c", plane)
        let deployment = Deployment(application: "web", revision: revision, digest: Digest(of: [1]))
        snapshot.deployments[web] = DeploymentRecord(deployment: deployment, state: .installed)
        return snapshot
    }

    private let web = ResourceAddress(workspace: "w", "application/web")

    private func plan(_ steps: [Step] = []) -> Plan {
        Plan(estate: "e", purpose: .apply, steps: steps, groups: [])
    }

    private func remarks(
        _ now: Snapshot?, _ then: Snapshot, _ plan: Plan? = nil, secrets: RollbackLosses.Secrets = .init()
    ) -> [String] {
        RollbackLosses(of: "w", from: now, to: then, plan: plan ?? self.plan()).remarks(on: secrets)
    }

    @Test func nothingIsSaidWhereNothingIsLost() {
        let same = snapshot(plane: "p", revision: "1", claim: "c")
        #expect(remarks(same, same).isEmpty)
        var newer = same
        newer.items = newer.items.filter { $0.key.kind != "ConfigMap" }
        #expect(remarks(newer, same).isEmpty, "a ConfigMap comes back as it was")
    }

    @Test func whatIsAnotherObjectNowIsNamed() {
        let then = snapshot(plane: "p", revision: "1", claim: "c")
        let anew = remarks(snapshot(plane: "q", revision: "1", claim: nil), then)
        #expect(
            anew == [
                "not undone: PersistentVolumeClaim n/data was deleted since, and what it held then is gone",
                "not undone: TenantControlPlane.kamaji.clastix.io n/w was made anew since, and what it held then is gone; the "
                    + "API that comes up is another, empty one",
            ])
        #expect(remarks(nil, then).count == 2, "a destroyed workspace")
        let secrets = remarks(then, then, secrets: .init(rotated: ["b", "a"], removed: ["c"]))
        #expect(secrets.map { $0.contains("secret a ") } == [true, false, false])
        #expect(secrets.last?.contains("the secret c is not stored any more") == true)
    }

    @Test func revisionsNamesAndDeletionsOfThePlanAreNamed() {
        let record = ItemKey(place: .dns, kind: "Record", name: "w.k8s.example.com")
        let claim = ItemKey(
            place: .tenant("w"), apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "n", name: "x")
        let steps = [
            Step(
                address: ResourceAddress(workspace: "w", "dns"), kind: .dns, action: .update,
                changes: [
                    ItemChange(
                        key: record, action: .update,
                        item: Item(key: record, desired: ["spec": ["ttl": 60, "address": "10.0.0.1"]]))
                ]),
            Step(
                address: web, kind: .application, action: .update,
                changes: [ItemChange(key: claim, action: .delete)]),
        ]
        let said = remarks(
            snapshot(plane: "p", revision: "2", claim: "c"), snapshot(plane: "p", revision: "1", claim: "c"),
            plan(steps))
        #expect(
            said == [
                "PersistentVolumeClaim n/x goes, and what it holds with it: rolling forward again does not bring that back",
                "w/application/web goes from 2 to 1: what 2 did to its own data is not undone",
                "resolvers go on answering with the w.k8s.example.com of now for up to 60 s",
            ])
    }

    @Test func aPlanOfARollbackKeepsItsTargetInItsFile() throws {
        var plan = plan()
        plan.rollback = Plan.Rollback(workspace: "w", revision: "r", commit: "c")
        #expect(try Plan(file: plan.file) == plan)
        #expect(plan.digest != self.plan().digest)
        try plan.checkRollback()
        plan.groups = [Plan.Group(name: "other", cluster: "m", namespace: "n")]
        #expect(throws: PlanFileError.self) { try plan.checkRollback() }
        plan.groups = []
        plan.purpose = .destroy
        #expect(throws: PlanFileError.self) { try plan.checkRollback() }
    }
}
