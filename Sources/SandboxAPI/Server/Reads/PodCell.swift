import Document

/// The cells of a pod, which follow from its containers.
///
/// Source: `printPod` of `kubernetes/pkg/printers/internalversion`.
enum PodCell {
    static func ready(_ pod: Value) -> Value {
        let statuses = pod["status"]?["containerStatuses"]?.array ?? []
        let total = pod["spec"]?["containers"]?.array?.count ?? 0
        return "\(statuses.count { $0["ready"] == true })/\(total)"
    }

    static func restarts(_ pod: Value) -> Value {
        let statuses = pod["status"]?["containerStatuses"]?.array ?? []
        return .string(String(statuses.reduce(0) { $0 + ($1["restartCount"]?.integer ?? 0) }))
    }

    static func status(_ pod: Value) -> Value {
        if pod["metadata"]?["deletionTimestamp"] != nil {
            return pod["status"]?["reason"] == "NodeLost" ? "Unknown" : "Terminating"
        }
        if let reason = initReason(of: pod) { return .string(reason) }
        for status in (pod["status"]?["containerStatuses"]?.array ?? []).reversed() {
            if let reason = status["state"]?["waiting"]?["reason"]?.string, !reason.isEmpty { return .string(reason) }
            if let ended = status["state"]?["terminated"] {
                if let reason = ended["reason"]?.string, !reason.isEmpty { return .string(reason) }
                return "ExitCode:\(ended["exitCode"]?.plain ?? "0")"
            }
        }
        return pod["status"]?["reason"] ?? pod["status"]?["phase"] ?? ""
    }

    private static func initReason(of pod: Value) -> String? {
        let statuses = pod["status"]?["initContainerStatuses"]?.array ?? []
        guard let index = statuses.firstIndex(where: { $0["state"]?["terminated"]?["exitCode"] != 0 }) else {
            return nil
        }
        if let reason = statuses[index]["state"]?["waiting"]?["reason"]?.string, reason != "PodInitializing" {
            return "Init:\(reason)"
        }
        return "Init:\(index)/\(pod["spec"]?["initContainers"]?.array?.count ?? statuses.count)"
    }
}
