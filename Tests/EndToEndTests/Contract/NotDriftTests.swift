import Document
import Foundation
import Glibc
import TestSupport
import Testing

/// What controllers do by contract, and what an operator leaves to others, is not drift.
struct NotDriftTests {
    @Test func whatControllersDoIsNotDrift() async throws {
        let site = try await Site.project {
            $0 + """
                  ignoreDifferences:
                    - address: cluster/*/application/web
                      item: Deployment/web
                      path: metadata.labels.team
                      reason: by cost accounting

                """
        }
        let cluster = site.cluster()
        try site.application("generated", manifests: Self.generated)
        try site.application("job", in: .namespace, manifests: Self.job)
        try site.application("role", manifests: Self.role)
        try site.application(
            "web",
            more: "ignoreDifferences:", "  - item: Deployment/web",
            "    path: 'spec.template.spec.containers[name=web].image'", "    reason: set by the image updater",
            manifests: Self.scaled)
        try await site.berth("apply", "--yes", exits: 0)
        try await eventually("the Job goes by its own time to live") {
            try await cluster("-n", "k8s-w-w1", "get", "jobs", "-o", "name").isEmpty
        }
        // The plan is saved before the status moves, and applies all the same.
        try site.application("more", manifests: Manifests.configMap("more", #"a: "1""#))
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await cluster(
            "patch", "deployment", "generated", "--subresource=status", "--type=merge", "-p",
            #"{"status":{"collisionCount":1}}"#)
        let rules = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: monitoring}
            rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
            """
        try await cluster.write(
            rules, "apply", "--server-side", "--force-conflicts", "--field-manager=clusterrole-aggregation-controller")
        try await cluster(
            "patch", "deployment", "web", "--subresource=scale", "--type=merge", "-p", #"{"spec":{"replicas":2}}"#)
        // A team's own autoscaler, which carries no mark.
        let autoscaler = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: teams, namespace: default}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: generated}, maxReplicas: 3}
            """
        try await cluster.write(autoscaler, "apply", "--server-side")
        try await cluster("patch", "deployment", "generated", "--type=merge", "-p", #"{"spec":{"replicas":1}}"#)
        try await cluster("set", "image", "deployment/web", "web=nginx:2")
        try await cluster("label", "deployment", "web", "team=checkout", "--overwrite")

        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(
            plan.words.contains("spec.replicas of Deployment.apps default/web is left to others: the autoscaler web"))
        #expect(plan.words.contains("image of Deployment.apps default/web is left to others: set by the image updater"))
        #expect(plan.words.contains("metadata.labels.team of Deployment.apps default/web is left to others: by cost"))
        #expect(!plan.output.contains("collisionCount"))
        try await site.berth("drift", exits: 0)
        try site.application("more", "1.1.0", manifests: Manifests.configMap("more", #"a: "2""#))
        try await site.berth("apply", "--yes", exits: 0)

        let web = try Value(json: await cluster("get", "deployment", "web", "-o", "json"))
        #expect(web["spec"]?["replicas"] == 2)
        #expect(web["metadata"]?["labels"]?["team"] == "checkout")
        #expect(web["spec"]?["template"]?["spec"]?["containers"]?.array?.first?["image"] == "nginx:2")
        #expect(try await cluster("get", "clusterrole", "monitoring", "-o", "jsonpath={.rules[0].verbs[0]}") == "get")
        #expect(try await cluster("-n", "k8s-w-w1", "get", "jobs", "-o", "name") == "", "it does not run again")
    }

    @Test func aGateThatWasNotPassedStaysInThePlan() async throws {
        let site = try await Site.project()
        try await site.sandbox("fault", "add", "never-ready", "--match", "object=k8s-w-w1/slow")
        try site.application(
            "slow", in: .namespace, manifests: Self.deployment("slow", namespace: "${workspace.namespace}"))
        let run = try site.start("apply", "--yes", "--events", "events.ndjson")
        try await eventually("the run waits for the Deployment") {
            let events = (try? String(contentsOfFile: site.folder.path("events.ndjson"), encoding: .utf8)) ?? ""
            return events.split(separator: "\n").contains { $0.contains("/slow\"") && $0.contains("step_progress") }
        }
        let running = try await site.berth("status", exits: 0)
        #expect(running.words.contains("a run is in progress: "), "\(running.words)")
        kill(run.identifier, SIGINT)
        #expect(run.waitUntilExit() == 130)

        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(
            plan.words.contains("w1/application/slow the last install did not finish; not ready: "), "\(plan.output)")
        #expect(plan.words.contains("Deployment.apps k8s-w-w1/slow: "), "\(plan.output)")
        let status = try await site.berth("status", "--json", exits: 0)
        #expect(try Value(json: status.output)["workspaces"]?.array?.first?["state"] != "active")
        try site.workplace.remove("state/estate.git")
        let forgotten = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(forgotten.output.contains("not ready: Deployment.apps k8s-w-w1/slow"), "\(forgotten.output)")
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "--yes", exits: 0)
        let active = try await site.berth("status", "--json", exits: 0)
        #expect(try Value(json: active.output)["workspaces"]?.array?.first { $0["name"] == "w1" }?["state"] == "active")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        // What was ready once and is not now is said, too.
        try await site.sandbox("fault", "add", "crash", "--match", "object=k8s-w-w1/slow")
        try await eventually("the Deployment is not available") {
            try await site.cluster()(
                "-n", "k8s-w-w1", "get", "deployment", "slow", "-o", "jsonpath={.status.availableReplicas}") != "1"
        }
        let after = try await site.berth("plan", exits: 0)
        #expect(after.output.contains("not ready: Deployment.apps k8s-w-w1/slow"), "\(after.output)")
    }

    private static func deployment(_ name: String, namespace: String = "default", replicas: Int = 1) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name), namespace: "\(namespace)"}
        spec:
          replicas: \(replicas)
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec: {containers: [{name: \(name), image: "nginx:1"}]}
        """
    }

    /// As generators write it: with a status and empty fields.
    private static let generated = """
        apiVersion: v1
        kind: Service
        metadata: {creationTimestamp: null, name: generated, namespace: default}
        spec: {ports: [{port: 80, protocol: TCP, targetPort: 80}], selector: {app: generated}}
        status: {loadBalancer: {}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {creationTimestamp: null, name: generated, namespace: default}
        spec:
          replicas: 0
          selector: {matchLabels: {app: generated}}
          strategy: {}
          template:
            metadata: {creationTimestamp: null, labels: {app: generated}}
            spec: {containers: [{image: "nginx:1", name: generated, resources: {}}]}
        status: {}
        """

    private static let job = """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate, namespace: "${workspace.namespace}"}
        spec:
          ttlSecondsAfterFinished: 1
          template: {spec: {restartPolicy: Never, containers: [{name: c, image: "migrate:1"}]}}
        """

    private static let role = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: monitoring}
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {agg: "true"}}]}
        rules: []
        """

    private static let scaled = """
        \(deployment("web").replacing("name: web, namespace", with: "labels: {team: none}, name: web, namespace"))
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web, namespace: default}
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 3}
        """
}
