import Document
import SandboxAPI

/// Keeps one pod of a DaemonSet on each Node that its selector allows.
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
        RevisionHistory(client: client, graph: graph).record(set, hash: hash)
        let selector = set["spec"]?["template"]?["spec"]?["nodeSelector"]
        let nodes = Set(
            graph.objects(.nodes).filter { !$0.isBeingDeleted && $0.isSelected(by: selector) }.map(\.objectKey.name))
        var kept: [String: Value] = [:]
        for pod in client.pods(of: set) where !pod.isBeingDeleted {
            let node = pod["spec"]?["nodeName"]?.string ?? ""
            if nodes.contains(node), kept[node] == nil {
                kept[node] = pod
            } else {
                client.delete(.pods, pod.objectKey, uid: pod.uid)
            }
        }
        let missing = nodes.sorted().filter { kept[$0] == nil }
        for node in missing {
            let labels = ["controller-revision-hash": hash, "pod-template-generation": String(set.generation)]
            let name = "\(key.name)-\(PodTemplate.suffix())"
            client.ensure(.pods, PodTemplate.pod(of: set, name: name, labels: labels, node: node))
        }
        if missing.isEmpty { replaceOutdated(set, kept, hash) }
        updateStatus(set, kept.values, hash, wanted: nodes.count)
        return nil
    }

    /// As many at once as may be unavailable: one, if nothing else is said. Those that are not ready count as such.
    private func replaceOutdated(_ set: Value, _ pods: [String: Value], _ hash: String) {
        let strategy = set["spec"]?["updateStrategy"]
        guard strategy?["type"] != "OnDelete" else { return }
        let limit = strategy?["rollingUpdate"]?["maxUnavailable"]?.amount(of: pods.count, roundsUp: true) ?? 1
        let outdated = pods.sorted { $0.key < $1.key }.map(\.value).filter { Self.hash(of: $0) != hash }
        var room = max(1, limit) - pods.values.count { !$0.hasCondition("Ready") }
        for pod in outdated {
            let isDown = !pod.hasCondition("Ready")
            guard isDown || room > 0 else { continue }
            client.delete(.pods, pod.objectKey, uid: pod.uid)
            if !isDown { room -= 1 }
        }
    }

    private func updateStatus(_ set: Value, _ pods: some Collection<Value>, _ hash: String, wanted: Int) {
        let ready = pods.count { $0.hasCondition("Ready") }
        client.mergeStatus(
            .daemonSets, of: set,
            [
                "observedGeneration": .integer(set.generation), "desiredNumberScheduled": .integer(Int64(wanted)),
                "currentNumberScheduled": .integer(Int64(pods.count)), "numberReady": .integer(Int64(ready)),
                "numberMisscheduled": 0, "updatedNumberScheduled": .count(pods.count { Self.hash(of: $0) == hash }),
                "numberAvailable": .count(ready), "numberUnavailable": .count(wanted - ready),
            ])
    }

    private static func hash(of pod: Value) -> String? {
        pod["metadata"]?["labels"]?["controller-revision-hash"]?.string
    }
}
