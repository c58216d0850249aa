import Document
import TestSupport
import Testing

/// An install that fails says why, before it is taken back; or leaves what it made to be looked at.
struct FailureReasonTests {
    private static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: app, image: registry.example.com/web:1}]}
        """

    private static func event(_ message: String) -> String {
        """
        apiVersion: v1
        kind: Event
        metadata: {name: web.1, namespace: default}
        involvedObject: {apiVersion: apps/v1, kind: Deployment, name: web, namespace: default}
        reason: FailedCreate
        message: "\(message)"
        type: Warning
        lastTimestamp: "2036-01-01T00:00:00Z"

        """
    }

    @Test func saysWhyAndTakesItBack() async throws {
        let site = try await Site.project()
        // The estate's token is used, and so known.
        try site.workspace("w1", "network: {managed: true, cidr: 10.20.0.0/16}")
        try site.application("web", manifests: Self.web)
        try site.workplace.edit("templates/applications/web/application.yaml") {
            $0.replacing("timeout: 1m", with: "timeout: 4s")
        }
        let cluster = site.cluster()
        // Of somebody who repeats a secret, and would clear the screen.
        try await cluster.write(Self.event("\\e[2J quota of planted-hcloud-4711"), "create")
        try await site.sandbox("fault", "add", "bad-image", "--match", "object=default/web")
        let failed = try await site.berth("apply", "--yes", exits: 6)
        for part in [
            "container app waits: ImagePullBackOff: Back-off pulling image \"registry.example.com/web:1\"",
            "last event: FailedCreate: \\u{1b}[2J quota of (sensitive)",
        ] {
            #expect(failed.words.contains(part), "\(failed.words)")
        }
        #expect(!(failed.output + failed.errors).contains("planted-hcloud-4711"))
        #expect(!failed.output.contains("\u{1B}"))
        #expect(!(try await cluster("get", "deployments", "-n", "default", "-o", "name")).contains("web"))
        let record = try await site.git("show", "HEAD:clusters/m1/snapshot.json")
        #expect(record.contains("ImagePullBackOff") && !record.contains("planted-hcloud"), "\(record)")
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func keepsWhatFailed() async throws {
        let site = try await Site.project()
        try site.application("web", manifests: Self.web)
        try site.workplace.edit("templates/applications/web/application.yaml") {
            $0.replacing("timeout: 1m", with: "timeout: 4s")
        }
        try await site.sandbox("fault", "add", "crash", "--match", "object=default/web")
        let failed = try await site.berth("apply", "--yes", "--keep-failed", exits: 6)
        #expect(failed.words.contains("container app ended with exit code 1: Error"), "\(failed.words)")
        #expect(failed.words.contains("kept: Deployment.apps default/web"), "\(failed.words)")
        let cluster = site.cluster()
        let uid = try await cluster.uid("deployment/web")
        let pods = try await cluster("get", "pods", "-n", "default", "-o", "name")
        #expect(pods.contains("pod/web-"), "\(pods)")
        try await site.sandbox("fault", "clear")
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.words.contains("the last install did not finish"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster.uid("deployment/web") == uid, "the run goes on with what was kept")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// What a destruction cannot know it says.
    @Test func saysWhatADestructionCannotKnow() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        try await site.sandbox("worker", "add", "--tenant", "k8s-w-w1/w1")
        try site.workplace.remove("state/estate.git")
        let plan = try await site.berth("destroy", "w1", "--out", "plan.json", exits: 0)
        #expect(plan.words.contains("1 worker node is in the tenant w1"), "\(plan.words)")
        #expect(plan.words.contains("the state does not know w1"), "\(plan.words)")
    }
}
