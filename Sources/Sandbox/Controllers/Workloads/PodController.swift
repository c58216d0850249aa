import Document
import SandboxAPI

/// Plays scheduler and kubelet: a pod goes to a Ready Node, runs there after a moment, or ends, where a Job made it.
struct PodController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph
    let cluster: String
    let faults: FaultPlan

    func keys(after change: ObjectChange) -> [ObjectKey] {
        guard change.resource == ResourceName.nodes.groupResource else { return change.key(of: .pods) }
        // A Node that comes takes those that wait; one that goes takes with it what ran there.
        let node: Value? = change.object == nil ? .string(change.key.name) : nil
        return graph.objects(.pods).filter { $0["spec"]?["nodeName"] == node }.map(\.objectKey)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let pod = client.get(.pods, key) else { return nil }
        guard let node = pod["spec"]?["nodeName"]?.string else {
            if !pod.isBeingDeleted { schedule(pod) }
            return nil
        }
        let isGone = graph.object(.init(resource: ResourceName.nodes.groupResource, key: ObjectKey(name: node))) == nil
        if pod.isBeingDeleted || isGone {
            end(pod)
        } else if !["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.string) {
            client.acting(as: "kubelet").mergeStatus(
                .pods, of: pod, state(of: pod).status(of: pod, at: client.timestamp))
        }
        return nil
    }

    /// The kubelet has ended the containers: the object may go before its grace period is over.
    private func end(_ pod: Value) {
        client.delete(.pods, pod.objectKey, uid: pod.uid, gracePeriodSeconds: 0)
    }

    private func schedule(_ pod: Value) {
        let nodes = graph.objects(.nodes)
        let open = nodes.filter { $0.hasCondition("Ready") && $0["spec"]?["unschedulable"]?.bool != true }
        let fitting = open.filter { $0.isSelected(by: pod["spec"]?["nodeSelector"]) }
        // Spread by the pods' uids, which are random.
        let number = pod.uid.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        if !fitting.isEmpty {
            let node = fitting[number % fitting.count]
            client.acting(as: "kube-scheduler").merge(
                .pods, pod.objectKey, ["spec": ["nodeName": .string(node.objectKey.name)]])
            return
        }
        var reasons: [String] = []
        if open.count > 0 {
            reasons.append("\(open.count) node(s) didn't match Pod's node affinity/selector")
        }
        if open.count < nodes.count { reasons.append("\(nodes.count - open.count) node(s) were unschedulable") }
        let message =
            nodes.isEmpty
            ? "no nodes available to schedule pods"
            : "0/\(nodes.count) nodes are available: \(reasons.joined(separator: ", "))."
        client.acting(as: "kube-scheduler").mergeStatus(
            .pods, of: pod,
            [
                "phase": "Pending",
                "conditions": pod.conditions(
                    setting: "PodScheduled", to: "False", reason: "Unschedulable", message: message,
                    at: client.timestamp),
            ])
    }

    /// What becomes of it, with the faults in force.
    private func state(of pod: Value) -> PodState {
        let name = "\(pod.objectKey.namespace)/\(workload(of: pod))"
        let isOfJob = pod.controllerKind == "Job"
        if faults.holds(.badImage, object: name, cluster: cluster) { return .withoutImage }
        if faults.holds(.crash, object: name, cluster: cluster) { return isOfJob ? .failed : .crashing }
        if faults.holds(.neverReady, object: name, cluster: cluster) { return .unready }
        return isOfJob ? .succeeded : .running
    }

    /// The name of the workload a pod belongs to: of its outermost controller.
    private func workload(of pod: Value) -> String {
        graph.controllers(of: pod).last?.key.name ?? pod.objectKey.name
    }
}

extension Value {
    fileprivate var controllerKind: String? {
        self["metadata"]?["ownerReferences"]?.array?.first { $0["controller"]?.bool == true }?["kind"]?.string
    }

    /// Whether this Node has the labels that a pod's selector asks for.
    func isSelected(by selector: Value?) -> Bool {
        (selector?.object ?? [:]).allSatisfy { self["metadata"]?["labels"]?[$0.key] == $0.value }
    }
}
