import Document
import SandboxAPI

/// Keeps the numbered pods of a StatefulSet, one after the other, and their claims.
struct StatefulSetController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == ResourceName.pods.groupResource { return change.owner("StatefulSet") }
        return change.key(of: .statefulSets)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let set = client.get(.statefulSets, key), !set.isBeingDeleted else { return nil }
        let wanted = Int(set["spec"]?["replicas"]?.integer ?? 1)
        let revision = "\(key.name)-\(PodTemplate.hash(of: set))"
        let pods = graph.controlled(by: set, .pods)
        let byName = Dictionary(pods.map { ($0.objectKey.name, $0) }) { $1 }
        let isParallel = set["spec"]?["podManagementPolicy"] == "Parallel"
        for number in 0..<max(0, wanted) {
            let name = "\(key.name)-\(number)"
            if let pod = byName[name] {
                if !isParallel, !pod.hasCondition("Ready") { break }
            } else {
                makePod(of: set, name, number, revision)
                if !isParallel { break }
            }
        }
        let names = Set((0..<max(0, wanted)).map { "\(key.name)-\($0)" })
        for pod in pods where !names.contains(pod.objectKey.name) && !pod.isBeingDeleted {
            client.delete(.pods, pod.objectKey, uid: pod.uid)
        }
        replaceOutdated(pods.filter { names.contains($0.objectKey.name) }, revision)
        updateStatus(set, pods.filter { names.contains($0.objectKey.name) && !$0.isBeingDeleted }, revision)
        return nil
    }

    private func makePod(of set: Value, _ name: String, _ number: Int, _ revision: String) {
        let labels = [
            "controller-revision-hash": revision, "statefulset.kubernetes.io/pod-name": name,
            "apps.kubernetes.io/pod-index": String(number),
        ]
        for template in set["spec"]?["volumeClaimTemplates"]?.array ?? [] {
            let claim = "\(template["metadata"]?["name"]?.string ?? "data")-\(name)"
            client.ensure(
                .volumeClaims,
                [
                    "metadata": ["name": .string(claim), "namespace": .string(set.objectKey.namespace)],
                    "spec": template["spec"] ?? [:],
                ])
        }
        client.ensure(.pods, PodTemplate.pod(of: set, name: name, labels: labels))
    }

    /// The last outdated pod goes first, and only while all others are ready.
    private func replaceOutdated(_ pods: [Value], _ revision: String) {
        let outdated = pods.last {
            $0["metadata"]?["labels"]?["controller-revision-hash"]?.string != revision && !$0.isBeingDeleted
        }
        guard let outdated, pods.allSatisfy({ $0.uid == outdated.uid || $0.hasCondition("Ready") }) else { return }
        client.delete(.pods, outdated.objectKey, uid: outdated.uid)
    }

    private func updateStatus(_ set: Value, _ pods: [Value], _ revision: String) {
        let ready = pods.count { $0.hasCondition("Ready") }
        let updated = pods.count { $0["metadata"]?["labels"]?["controller-revision-hash"]?.string == revision }
        let isDone = updated == pods.count && ready == pods.count
        let before = set["status"]?["currentRevision"]?.string ?? revision
        client.mergeStatus(
            .statefulSets, of: set,
            [
                "observedGeneration": .integer(set.generation), "replicas": .integer(Int64(pods.count)),
                "readyReplicas": .count(ready), "availableReplicas": .integer(Int64(ready)),
                "updatedReplicas": .count(updated), "updateRevision": .string(revision),
                "currentRevision": .string(isDone ? revision : before),
                "currentReplicas": .count(isDone ? pods.count : pods.count - updated), "collisionCount": 0,
            ])
    }
}
