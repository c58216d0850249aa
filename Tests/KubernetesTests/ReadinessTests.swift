import Document
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct ReadinessTests {
    enum Verdict: Sendable { case ready, inProgress, failed, terminating }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var object: String
        var expected: Verdict

        init(_ description: String, _ object: String, _ expected: Verdict) {
            testDescription = description
            self.object = object
            self.expected = expected
        }
    }

    private static func deployment(_ status: String, generation: Int = 2) -> String {
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":\#(generation)},"#
            + #""spec":{"replicas":2},"status":{\#(status)}}"#
    }

    private static let counts =
        #""observedGeneration":2,"replicas":2,"updatedReplicas":2,"readyReplicas":2,"availableReplicas":2"#
    private static let available = #","conditions":[{"type":"Available","status":"True"}]"#

    private static func plane(
        _ phase: String, version: String = "v1.35.2", replicas: Int = 3, secret: String = "a",
        endpoint: String = "1:6443",
        observed: Int = 1
    ) -> String {
        #"{"apiVersion":"kamaji.clastix.io/v1alpha1","kind":"TenantControlPlane","metadata":{"generation":1},"#
            + #""spec":{"kubernetes":{"version":"v1.35.2"},"controlPlane":{"deployment":{"replicas":3}}},"#
            + #""status":{"observedGeneration":\#(observed),"controlPlaneEndpoint":"\#(endpoint)","#
            + #""kubeconfig":{"admin":{"secretName":"\#(secret)"}},"kubernetesResources":{"#
            + #""version":{"status":"\#(phase)","version":"\#(version)"},"deployment":{"readyReplicas":\#(replicas)}}}}"#
    }

    private static func condition(_ kind: String, _ type: String, _ status: String) -> String {
        #"{\#(kind),"status":{"conditions":[{"type":"\#(type)","status":"\#(status)","reason":"r"}]}}"#
    }

    private static let job = #""apiVersion":"batch/v1","kind":"Job""#
    private static let definition = #""apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition""#
    private static let other = #""apiVersion":"a.test/v1","kind":"Thing""#

    private static func daemonSet(_ desired: Int, ready: Int) -> String {
        #"{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"generation":1},"status":{"observedGeneration":1,"#
            + #""desiredNumberScheduled":\#(desired),"currentNumberScheduled":\#(desired),"#
            + #""updatedNumberScheduled":\#(desired),"numberAvailable":\#(ready),"numberReady":\#(ready)}}"#
    }

    private static func statefulSet(current: String) -> String {
        #"{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"generation":1},"spec":{"replicas":1},"#
            + #""status":{"observedGeneration":1,"replicas":1,"readyReplicas":1,"#
            + #""currentRevision":"\#(current)","updateRevision":"b"}}"#
    }

    static let cases = [
        Case("deployment", deployment(counts + available), .ready),
        Case("deployment not Available", deployment(counts), .inProgress),
        Case("deployment not observed", deployment(counts + available, generation: 3), .inProgress),
        Case("deployment without status", deployment(""), .inProgress),
        Case(
            "deployment with impossible counts",
            deployment(#""observedGeneration":2,"replicas":9223372036854775807,"updatedReplicas":-1"#), .inProgress),
        Case(
            "deployment past its deadline",
            deployment(
                counts + #","conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]"#
            ),
            .failed),
        Case(
            "deployment with an old replica",
            deployment(counts.replacing(#""replicas":2"#, with: #""replicas":3"#) + available), .inProgress),
        Case("daemon set without nodes", daemonSet(0, ready: 0), .ready),
        Case("daemon set", daemonSet(2, ready: 2), .ready),
        Case("daemon set with a pod that is not ready", daemonSet(2, ready: 1), .inProgress),
        Case("stateful set", statefulSet(current: "b"), .ready),
        Case("stateful set between revisions", statefulSet(current: "a"), .inProgress),
        Case("job that started", #"{\#(job),"status":{"active":1,"startTime":"x"}}"#, .inProgress),
        Case("job that is complete", condition(job, "Complete", "True"), .ready),
        Case("job that failed", condition(job, "Failed", "True"), .failed),
        Case("definition", condition(definition, "Established", "True"), .ready),
        Case("definition with taken names", condition(definition, "NamesAccepted", "False"), .failed),
        Case("definition without status", "{\(definition)}", .inProgress),
        Case("service", #"{"apiVersion":"v1","kind":"Service","spec":{"type":"ClusterIP"}}"#, .ready),
        Case("load balancer", #"{"apiVersion":"v1","kind":"Service","spec":{"type":"LoadBalancer"}}"#, .inProgress),
        Case(
            "load balancer with address",
            #"{"apiVersion":"v1","kind":"Service","spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}"#,
            .ready),
        Case("claim", #"{"apiVersion":"v1","kind":"PersistentVolumeClaim","status":{"phase":"Bound"}}"#, .ready),
        Case("pending claim", #"{"apiVersion":"v1","kind":"PersistentVolumeClaim"}"#, .inProgress),
        Case("config map", #"{"apiVersion":"v1","kind":"ConfigMap"}"#, .ready),
        Case("other with Ready", condition(other, "Ready", "False"), .inProgress),
        Case("other without conditions", "{\(other)}", .ready),
        Case("other that is stalled", condition(other, "Stalled", "True"), .failed),
        Case("other that reconciles", condition(other, "Reconciling", "True"), .inProgress),
        Case(
            "being deleted", #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"deletionTimestamp":"x"}}"#,
            .terminating),
        Case("control plane", plane("Ready"), .ready),
        Case("control plane that provisions", plane("Provisioning"), .inProgress),
        Case("control plane of an older version", plane("Ready", version: "v1.34.5"), .inProgress),
        Case("control plane with a replica missing", plane("Ready", replicas: 2), .inProgress),
        Case("control plane without kubeconfig", plane("Ready", secret: ""), .inProgress),
        Case("control plane without endpoint", plane("Ready", endpoint: ""), .inProgress),
        Case("control plane not observed", plane("Ready", observed: 0), .inProgress),
    ]

    @Test(arguments: cases) func judges(_ example: Case) throws {
        let readiness = Readiness(of: try Value(json: example.object))
        let verdict: Verdict =
            switch readiness {
            case .ready: .ready
            case .inProgress: .inProgress
            case .failed: .failed
            case .terminating: .terminating
            }
        #expect(verdict == example.expected, "\(readiness)")
    }

    @Test(.enabled(if: KubeTruth.isPresent)) func aRecordedDeletionIsTerminating() throws {
        let exchange = try #require(
            try KubeTruth.scenario("ssa-tenantcontrolplane").first { $0.note == "deletionTimestamp set" })
        #expect(Readiness(of: exchange.answer) == .terminating)
    }
}
