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
        return graph.objects(.pods).filter { $0["status"]?["phase"] != "Running" }.map(\.objectKey)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let pod = client.get(.pods, key) else { return nil }
        if pod.isBeingDeleted {
            // The kubelet has ended the containers: the object may go before its grace period is over.
            _ = try? client.send(
                "DELETE", ResourceName.pods.path(key),
                [
                    "apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0,
                    "preconditions": ["uid": .string(pod.uid)],
                ])
            return nil
        }
        guard !["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.string) else { return nil }
        guard pod["spec"]?["nodeName"]?.string != nil else {
            schedule(pod)
            return nil
        }
        let isReady = !faults.holds(.neverReady, object: "\(key.namespace)/\(workload(of: pod))", cluster: cluster)
        if isReady, pod.controllerKind == "Job" {
            finish(pod)
        } else {
            run(pod, isReady: isReady)
        }
        return nil
    }

    private func schedule(_ pod: Value) {
        let nodes = graph.objects(.nodes).filter { node in
            let selector = pod["spec"]?["nodeSelector"]?.object ?? [:]
            return node.hasCondition("Ready") && node["spec"]?["unschedulable"]?.bool != true
                && selector.allSatisfy { node["metadata"]?["labels"]?[$0.key] == $0.value }
        }
        guard let node = nodes.randomElement() else {
            client.mergeStatus(
                .pods, of: pod,
                [
                    "phase": "Pending",
                    "conditions": pod.conditions(
                        setting: "PodScheduled", to: false, reason: "Unschedulable",
                        message: "no nodes available to schedule pods"),
                ])
            return
        }
        client.acting(as: "kube-scheduler").merge(
            .pods, pod.objectKey, ["spec": ["nodeName": .string(node.objectKey.name)]])
    }

    private func run(_ pod: Value, isReady: Bool) {
        let now = Value.string(Clock.timestamp)
        let start = pod["status"]?["startTime"] ?? now
        let statuses = (pod["spec"]?["containers"]?.array ?? []).map { container -> Value in
            [
                "name": container["name"] ?? "", "image": container["image"] ?? "", "imageID": "", "restartCount": 0,
                "ready": .bool(isReady), "started": .bool(isReady),
                "state": isReady
                    ? ["running": ["startedAt": start]] : ["waiting": ["reason": "ContainerCreating"]],
            ]
        }
        client.acting(as: "kubelet").mergeStatus(
            .pods, of: pod,
            [
                "phase": isReady ? "Running" : "Pending", "startTime": start, "hostIP": "127.0.0.1",
                "podIP": isReady ? pod["status"]?["podIP"] ?? .string(Self.address(of: pod)) : .null,
                "conditions": .array(conditions(pod, isReady: isReady)), "containerStatuses": .array(statuses),
            ])
    }

    private func finish(_ pod: Value) {
        let now = Value.string(Clock.timestamp)
        let statuses = (pod["spec"]?["containers"]?.array ?? []).map { container -> Value in
            [
                "name": container["name"] ?? "", "image": container["image"] ?? "", "imageID": "", "restartCount": 0,
                "ready": false, "started": false,
                "state": ["terminated": ["exitCode": 0, "reason": "Completed", "startedAt": now, "finishedAt": now]],
            ]
        }
        client.acting(as: "kubelet").mergeStatus(
            .pods, of: pod,
            [
                "phase": "Succeeded", "startTime": pod["status"]?["startTime"] ?? now, "hostIP": "127.0.0.1",
                "conditions": .array(conditions(pod, isReady: false)), "containerStatuses": .array(statuses),
            ])
    }

    private func conditions(_ pod: Value, isReady: Bool) -> [Value] {
        let old = pod["status"]?["conditions"]?.array ?? []
        let all = [
            ("PodReadyToStartContainers", true), ("Initialized", true), ("Ready", isReady),
            ("ContainersReady", isReady), ("PodScheduled", true),
        ]
        return all.map { type, isTrue in
            let text: Value = isTrue ? "True" : "False"
            let before = old.first { $0["type"]?.string == type && $0["status"] == text }
            return [
                "type": .string(type), "status": text,
                "lastTransitionTime": before?["lastTransitionTime"] ?? .string(Clock.timestamp),
            ]
        }
    }

    /// The name of the workload a pod belongs to: of its outermost controller.
    private func workload(of pod: Value) -> String {
        var name = pod.objectKey.name
        var owner = pod.controllerUID
        while let uid = owner, let node = graph.node(ofUID: uid) {
            name = node.key.name
            owner = graph.owners(of: node).first { $0.isController }?.uid
        }
        return name
    }

    private static func address(of pod: Value) -> String {
        let bytes = pod.uid.utf8.reduce(UInt32(7)) { ($0 &* 31) &+ UInt32($1) }
        return "10.244.\(bytes >> 8 & 255).\(1 + (bytes & 255) % 254)"
    }
}

extension Value {
    fileprivate var controllerKind: String? {
        self["metadata"]?["ownerReferences"]?.array?.first { $0["controller"]?.bool == true }?["kind"]?.string
    }
}
