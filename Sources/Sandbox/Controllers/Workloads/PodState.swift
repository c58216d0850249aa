import Document

/// What has become of a pod that runs on a Node, and the status that shows it.
enum PodState {
    case running
    /// Its containers run and do not become ready.
    case unready
    case withoutImage
    /// Its containers end with an error again and again.
    case crashing
    case succeeded
    case failed

    /// The status a kubelet writes.
    func status(of pod: Value, at now: Value) -> Value {
        let start = pod["status"]?["startTime"] ?? now
        let old = pod["status"]?["containerStatuses"]?.array ?? []
        let containers = (pod["spec"]?["containers"]?.array ?? []).map { container in
            containerStatus(of: container, old.first { $0["name"] == container["name"] }, pod, at: now)
        }
        var status: Value = [
            "phase": phase, "startTime": start, "hostIP": "127.0.0.1", "hostIPs": [["ip": "127.0.0.1"]],
            "conditions": .array(conditions(pod, at: now)), "containerStatuses": .array(containers),
        ]
        if self != .withoutImage {
            let address = pod["status"]?["podIP"] ?? .string(Self.address(of: pod))
            status["podIP"] = address
            status["podIPs"] = [["ip": address]]
        }
        let preparing = (pod["spec"]?["initContainers"]?.array ?? []).map { container -> Value in
            let old = (pod["status"]?["initContainerStatuses"]?.array ?? []).first { $0["name"] == container["name"] }
            let state: PodState = container["restartPolicy"] == "Always" ? .running : .succeeded
            var status = state.containerStatus(of: container, old, pod, at: now)
            status["ready"] = true
            return status
        }
        if !preparing.isEmpty { status["initContainerStatuses"] = .array(preparing) }
        return status
    }

    private var phase: Value {
        switch self {
        case .running, .unready, .crashing: "Running"
        case .withoutImage: "Pending"
        case .succeeded: "Succeeded"
        case .failed: "Failed"
        }
    }

    private func containerStatus(of container: Value, _ old: Value?, _ pod: Value, at now: Value) -> Value {
        let restarts = old?["restartCount"]?.integer ?? 0
        let isUp = self == .running || self == .unready
        return [
            "name": container["name"] ?? "", "image": container["image"] ?? "", "imageID": "",
            "restartCount": .integer(self == .crashing ? max(1, restarts) : restarts),
            "ready": .bool(self == .running), "started": .bool(isUp), "state": state(of: container, old, pod, at: now),
            "lastState": self == .crashing ? ["terminated": ended(old, code: 1, at: now)] : old?["lastState"] ?? [:],
        ]
    }

    private func state(of container: Value, _ old: Value?, _ pod: Value, at now: Value) -> Value {
        switch self {
        case .running, .unready: return ["running": ["startedAt": old?["state"]?["running"]?["startedAt"] ?? now]]
        case .withoutImage:
            let image = container["image"]?.string ?? ""
            return [
                "waiting": [
                    "reason": "ImagePullBackOff", "message": .string("Back-off pulling image \"\(image)\""),
                ]
            ]
        case .crashing:
            let name = container["name"]?.string ?? ""
            return [
                "waiting": [
                    "reason": "CrashLoopBackOff",
                    "message": .string(
                        "back-off 10s restarting failed container=\(name) pod=\(pod.objectKey.name)_"
                            + "\(pod.objectKey.namespace)(\(pod.uid))"),
                ]
            ]
        case .succeeded: return ["terminated": ended(old, code: 0, at: now)]
        case .failed: return ["terminated": ended(old, code: 1, at: now)]
        }
    }

    /// How a container ended: as it was written when it did.
    private func ended(_ old: Value?, code: Int64, at now: Value) -> Value {
        for state in [old?["state"], old?["lastState"]] {
            if let written = state?["terminated"], written["exitCode"] == .integer(code) { return written }
        }
        return [
            "exitCode": .integer(code), "reason": code == 0 ? "Completed" : "Error", "startedAt": now,
            "finishedAt": now,
        ]
    }

    private func conditions(_ pod: Value, at now: Value) -> [Value] {
        let old = pod["status"]?["conditions"]?.array ?? []
        let names = (pod["spec"]?["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        let unready: (String, String)? =
            switch self {
            case .running: nil
            case .succeeded: ("PodCompleted", "")
            case .failed: ("PodFailed", "")
            case .unready, .withoutImage, .crashing:
                ("ContainersNotReady", "containers with unready status: [\(names.joined(separator: " "))]")
            }
        let types = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"]
        return types.map { type in
            let why = ["Ready", "ContainersReady"].contains(type) ? unready : nil
            let status: Value = why == nil ? "True" : "False"
            let before = old.first { $0["type"]?.string == type && $0["status"] == status }
            var condition: Value = [
                "type": .string(type), "status": status, "lastTransitionTime": before?["lastTransitionTime"] ?? now,
            ]
            if let (reason, message) = why {
                condition["reason"] = .string(reason)
                if !message.isEmpty { condition["message"] = .string(message) }
            }
            return condition
        }
    }

    private static func address(of pod: Value) -> String {
        let bytes = pod.uid.utf8.reduce(UInt32(7)) { ($0 &* 31) &+ UInt32($1) }
        return "10.244.\(bytes >> 8 & 255).\(1 + (bytes & 255) % 254)"
    }
}
