import Document
import SandboxAPI

/// Keeps as many pods as a ReplicaSet asks for.
struct ReplicaSetController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == ResourceName.pods.groupResource { return change.owner("ReplicaSet") }
        return change.key(of: .replicaSets)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let set = client.get(.replicaSets, key), !set.isBeingDeleted else { return nil }
        let wanted = set["spec"]?["replicas"]?.amount ?? 1
        var pods = graph.controlled(by: set, .pods).filter { !$0.isBeingDeleted }
        if pods.count != wanted { pods = client.pods(of: set).filter { !$0.isBeingDeleted } }
        // Each pod that comes leads here again, so that the rest follows.
        for _ in 0..<min(max(0, wanted - pods.count), PodTemplate.burst) {
            client.ensure(.pods, PodTemplate.pod(of: set, name: "\(key.name)-\(PodTemplate.suffix())"))
        }
        // Those that are not ready go first.
        let surplus = pods.sorted { !$0.hasCondition("Ready") && $1.hasCondition("Ready") }
        for pod in surplus.prefix(max(0, pods.count - wanted)) {
            client.delete(.pods, pod.objectKey, uid: pod.uid)
        }
        let ready = pods.count { $0.hasCondition("Ready") }
        client.mergeStatus(
            .replicaSets, of: set,
            [
                "observedGeneration": .integer(set.generation), "replicas": .integer(Int64(pods.count)),
                "fullyLabeledReplicas": .count(pods.count), "readyReplicas": .count(ready),
                "availableReplicas": .count(ready),
            ])
        return nil
    }
}
