import Document
import SandboxAPI

/// Keeps one pod of a DaemonSet on each Node.
struct DaemonSetController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    func keys(after change: ObjectChange) -> [ObjectKey] {
        switch change.resource {
        case ResourceName.pods.groupResource: change.owner("DaemonSet")
        case ResourceName.nodes.groupResource: graph.objects(.daemonSets).map(\.objectKey)
        default: change.key(of: .daemonSets)
        }
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let set = client.get(.daemonSets, key), !set.isBeingDeleted else { return nil }
        let hash = PodTemplate.hash(of: set)
        let nodes = Set(graph.objects(.nodes).filter { !$0.isBeingDeleted }.map(\.objectKey.name))
        let pods = graph.controlled(by: set, .pods).filter { !$0.isBeingDeleted }
        var kept: [String: Value] = [:]
        for pod in pods {
            let node = pod["spec"]?["nodeName"]?.string ?? ""
            let isCurrent = pod["metadata"]?["labels"]?["controller-revision-hash"]?.string == hash
            if nodes.contains(node), kept[node] == nil, isCurrent {
                kept[node] = pod
            } else {
                client.delete(.pods, pod.objectKey, uid: pod.uid)
            }
        }
        for node in nodes.sorted() where kept[node] == nil {
            let labels = ["controller-revision-hash": hash, "pod-template-generation": String(set.generation)]
            let name = "\(key.name)-\(PodTemplate.suffix())"
            client.ensure(.pods, PodTemplate.pod(of: set, name: name, labels: labels, node: node))
        }
        let ready = kept.values.count { $0.hasCondition("Ready") }
        client.mergeStatus(
            .daemonSets, of: set,
            [
                "observedGeneration": .integer(set.generation),
                "desiredNumberScheduled": .integer(Int64(nodes.count)),
                "currentNumberScheduled": .integer(Int64(kept.count)), "numberReady": .integer(Int64(ready)),
                "numberMisscheduled": 0, "updatedNumberScheduled": .count(kept.count),
                "numberAvailable": .count(ready), "numberUnavailable": .count(nodes.count - ready),
            ])
        return nil
    }
}
