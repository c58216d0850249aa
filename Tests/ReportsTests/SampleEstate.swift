import Document
import Reports
import Resources
import State

/// An estate with a workspace in every state.
enum SampleEstate {
    static func deployment(
        _ application: String, _ revision: String, _ state: DeploymentRecord.State, error: String? = nil
    ) -> DeploymentRecord {
        DeploymentRecord(
            deployment: Deployment(application: application, revision: revision, digest: Digest(of: "x".utf8)),
            state: state, lastError: error)
    }

    private static func snapshot(_ group: String, _ phase: Snapshot.Phase, version: String = "v1.35.2") -> Snapshot {
        var snapshot = Snapshot(group: group, phase: phase)
        snapshot.cluster = "fsn1-a"
        let address = ResourceAddress(workspace: group, "control-plane")
        let key = ItemKey(
            place: .management("fsn1-a"), apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
            namespace: "k8s-w-\(group)", name: group)
        snapshot.items[key] = .init(
            address: address, uid: "u", applied: ["spec": ["kubernetes": ["version": .string(version)]]])
        snapshot.deployments[ResourceAddress(workspace: group, "application/ingress-nginx")] = deployment(
            "ingress-nginx", "4.11.0", .installed)
        return snapshot
    }

    static let report: EstateReport = {
        var broken = snapshot("broken", .error)
        broken.cause = "the API does not answer: connection refused"
        broken.deployments[ResourceAddress(workspace: "broken", "application/cert-manager")] = deployment(
            "cert-manager", "1.4.0", .failed, error: "Deployment webhook has 0 of 1 replicas")
        var waiting = snapshot("waiting", .active, version: "v1.34.5")
        waiting.deferred = [ResourceAddress(workspace: "waiting", "application/ingress-nginx")]
        var kept = snapshot("payments", .active)
        kept.isProtected = true
        var cluster = Snapshot(group: "cluster/fsn1-a", phase: .active)
        cluster.cluster = "fsn1-a"
        let commits = [("Apply payments", 1_795_410_000), ("Apply 2 workspaces", 1_795_400_000)].map { subject, time in
            StateCommit(
                revision: .empty, parent: .empty,
                note: CommitNote(
                    subject: subject, actor: "Jane Doe <jane@example.com>", time: Int64(time), run: "run-\(time)"))
        }
        return EstateReport(
            estate: "loopback", snapshots: [broken, cluster, kept, snapshot("new", .provisioning), waiting],
            history: [
                RecordedChange(commit: commits[0], groups: ["payments"], status: "applied"),
                RecordedChange(commit: commits[1], groups: ["broken", "waiting"], status: "partly-applied"),
            ])
    }()
}
