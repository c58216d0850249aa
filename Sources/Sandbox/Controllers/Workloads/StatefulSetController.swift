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
        let hash = PodTemplate.hash(of: set)
        let revision = "\(key.name)-\(hash)"
        RevisionHistory(client: client, graph: graph).record(set, hash: hash)
        let wanted = set["spec"]?["replicas"]?.amount ?? 1
        let pods = graph.controlled(by: set, .pods).filter { Self.number(of: $0) != nil }
            .sorted { Self.number(of: $0) ?? 0 < Self.number(of: $1) ?? 0 }
        let kept = pods.filter { Self.number(of: $0) ?? 0 < wanted }
        // One change at a time, and only while all others are well; or all at once.
        let isParallel = set["spec"]?["podManagementPolicy"] == "Parallel"
        if add(to: set, kept, wanted, revision, isParallel: isParallel) || isParallel {
            let surplus = pods.filter { Self.number(of: $0) ?? 0 >= wanted }.reversed()
            if isParallel || !surplus.contains(where: \.isBeingDeleted) {
                for pod in surplus.filter({ !$0.isBeingDeleted }).prefix(isParallel ? .max : 1) {
                    client.delete(.pods, pod.objectKey, uid: pod.uid)
                }
            }
            if surplus.isEmpty { replaceOutdated(set, kept, revision) }
        }
        updateStatus(set, pods.filter { !$0.isBeingDeleted }, revision)
        return nil
    }

    /// Makes what is missing, in order; false while a pod is on its way.
    private func add(
        to set: Value, _ pods: [Value], _ wanted: Int, _ revision: String, isParallel: Bool
    ) -> Bool {
        let byNumber = Dictionary(pods.map { (Self.number(of: $0), $0) }) { $1 }
        var isComplete = true
        var room = PodTemplate.burst
        for number in 0..<wanted {
            if let pod = byNumber[number] {
                if pod.isBeingDeleted || !pod.hasCondition("Ready") { isComplete = false }
            } else {
                makePod(of: set, number, revision)
                isComplete = false
                room -= 1
            }
            if room == 0 || !isParallel && !isComplete { return false }
        }
        return isComplete
    }

    private func makePod(of set: Value, _ number: Int, _ revision: String) {
        let name = "\(set.objectKey.name)-\(number)"
        let labels = [
            "controller-revision-hash": revision, "statefulset.kubernetes.io/pod-name": name,
            "apps.kubernetes.io/pod-index": String(number),
        ]
        for template in set["spec"]?["volumeClaimTemplates"]?.array ?? [] {
            let claim = "\(template["metadata"]?["name"]?.string ?? "data")-\(name)"
            client.ensure(
                .volumeClaims,
                [
                    "metadata": [
                        "name": .string(claim), "namespace": .string(set.objectKey.namespace),
                        "labels": set["spec"]?["selector"]?["matchLabels"] ?? [:],
                    ],
                    "spec": template["spec"] ?? [:],
                ])
        }
        client.ensure(.pods, PodTemplate.pod(of: set, name: name, labels: labels))
    }

    /// The last outdated pod goes first, and those below the partition stay.
    private func replaceOutdated(_ set: Value, _ pods: [Value], _ revision: String) {
        let strategy = set["spec"]?["updateStrategy"]
        guard strategy?["type"] != "OnDelete", !pods.contains(where: \.isBeingDeleted) else { return }
        let partition = strategy?["rollingUpdate"]?["partition"]?.amount ?? 0
        let outdated = pods.last { Self.revision(of: $0) != revision && Self.number(of: $0) ?? 0 >= partition }
        guard let outdated else { return }
        client.delete(.pods, outdated.objectKey, uid: outdated.uid)
    }

    private func updateStatus(_ set: Value, _ pods: [Value], _ revision: String) {
        let ready = pods.count { $0.hasCondition("Ready") }
        let updated = pods.count { Self.revision(of: $0) == revision }
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

    private static func revision(of pod: Value) -> String? {
        pod["metadata"]?["labels"]?["controller-revision-hash"]?.string
    }

    /// The 2 of `db-2`.
    private static func number(of pod: Value) -> Int? {
        pod.objectKey.name.split(separator: "-").last.flatMap { Int($0) }
    }
}
