import Document
import Resources
import Testing

@testable import Planning

struct ReplaceLossesTests {
    struct Case: Sendable {
        var kind: String
        var apiVersion = "v1"
        var value: Value
        var words: [String]
    }

    private static let pods = "all its pods at once: nothing answers until the new ones are ready"

    private static func entry(_ manager: String, _ operation: String, _ fields: Value, _ subresource: String? = nil)
        -> Value
    {
        var entry: Value = ["manager": .string(manager), "operation": .string(operation), "fieldsV1": fields]
        entry["subresource"] = subresource.map(Value.string)
        return entry
    }

    @Test(arguments: [
        Case(kind: "ConfigMap", value: [:], words: []),
        Case(kind: "Deployment", apiVersion: "apps/v1", value: [:], words: [pods]),
        Case(
            kind: "PersistentVolumeClaim",
            value: ["spec": ["volumeName": "pvc-7"], "status": ["capacity": ["storage": "1Gi"]]],
            words: ["the volume pvc-7 (1Gi) with all that is on it"]),
        Case(
            kind: "Job", apiVersion: "batch/v1", value: ["status": ["active": 1]],
            words: ["its run, which is under way: what it does is done again"]),
        Case(
            kind: "Job", apiVersion: "batch/v1", value: ["status": ["succeeded": 1]],
            words: ["the record of its run: what it does is done again"]),
        // A claim that never got a volume.
        Case(kind: "PersistentVolumeClaim", value: ["spec": ["storageClassName": "a"]], words: []),
        Case(
            kind: "Service", value: ["spec": ["clusterIP": "10.96.0.7"]], words: ["its address 10.96.0.7"]),
        Case(kind: "Service", value: ["spec": ["clusterIP": "None"]], words: []),
        Case(
            kind: "Service",
            value: [
                "spec": ["clusterIP": "10.96.0.7"],
                "status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1"], ["hostname": "lb.example.com"]]]],
            ],
            words: ["its load balancer and the address 192.0.2.1, lb.example.com", "its address 10.96.0.7"]),
        Case(kind: "StatefulSet", apiVersion: "apps/v1", value: ["spec": ["replicas": 2]], words: [pods]),
        Case(
            kind: "StatefulSet", apiVersion: "apps/v1",
            value: ["spec": ["replicas": 2, "volumeClaimTemplates": [["metadata": ["name": "data"]]]]],
            words: ["\(pods); its claims data-a-0 to data-a-1 stay as they are, and the new set uses them again"]),
        Case(
            kind: "StatefulSet", apiVersion: "apps/v1",
            value: [
                "spec": [
                    "ordinals": ["start": 3], "persistentVolumeClaimRetentionPolicy": ["whenDeleted": "Delete"],
                    "volumeClaimTemplates": [["metadata": ["name": "data"]], ["metadata": ["name": "log"]]],
                ]
            ],
            words: ["the volumes of its claims data-a-3, log-a-3 with all that is on them", pods]),
        Case(
            kind: "TenantControlPlane", apiVersion: "kamaji.clastix.io/v1alpha1",
            value: ["status": ["controlPlaneEndpoint": "192.0.2.9:6443"]],
            words: [
                "the whole datastore of the tenant: everything in its API, all workloads included",
                "its endpoint 192.0.2.9:6443",
            ]),
        // Of others only what people and tools set.
        Case(
            kind: "ConfigMap",
            value: [
                "metadata": [
                    "managedFields": [
                        entry("berth", "Apply", ["f:data": [:]]),
                        entry("kubectl-edit", "Update", ["f:data": ["f:a": [:]]]),
                        entry("argocd", "Apply", ["f:metadata": ["f:labels": ["f:team": [:]]]]),
                        entry(
                            "kubectl-annotate", "Update",
                            [
                                "f:metadata": [
                                    "f:annotations": ["f:deployment.kubernetes.io/revision": [:], "f:note": [:]],
                                    "f:finalizers": ["v:\"a/b\"": [:]],
                                ]
                            ]),
                        entry("kubectl", "Update", ["f:spec": ["f:replicas": [:]]], "scale"),
                        entry("kube-controller-manager", "Update", ["f:spec": [:]]),
                        entry("kubelet", "Update", ["f:spec": [:]], "status"),
                    ]
                ]
            ],
            words: [
                "what others set in it: metadata.labels.team (argocd), spec.replicas (kubectl), "
                    + "metadata.annotations.note (kubectl-annotate), data.a (kubectl-edit)"
            ]),
    ])
    func whatIsLost(_ test: Case) {
        let key = ItemKey(place: .tenant("w"), apiVersion: test.apiVersion, kind: test.kind, namespace: "d", name: "a")
        #expect(ReplaceLosses(observation: Observation(key: key, value: test.value)).words == test.words)
    }
}
