import Document
import SandboxAPI

/// What a Deployment's status says of its roll-out.
///
/// Source: `k8s.io/kubernetes/pkg/controller/deployment/progress.go`.
struct DeploymentStatus {
    private let deployment: Value
    private let current: Value?
    private let rollout: Rollout
    private let total: Int
    private let updated: Int
    private let ready: Int
    private let available: Int

    init(_ deployment: Value, _ current: Value?, _ older: [Value], _ rollout: Rollout) {
        self.deployment = deployment
        self.current = current
        self.rollout = rollout
        func count(_ field: String, of sets: [Value]) -> Int {
            sets.reduce(0) { $0 + ($1["status"]?[field]?.amount ?? 0) }
        }
        let new = current.map { [$0] } ?? []
        total = count("replicas", of: new + older)
        updated = count("replicas", of: new)
        ready = count("readyReplicas", of: new + older)
        available = count("availableReplicas", of: new + older)
    }

    /// Whether all pods are of the newest version, and available.
    var isComplete: Bool {
        updated == rollout.wanted && available == rollout.wanted && total == rollout.wanted
    }

    /// Writes the status; says when the roll-out will have taken too long.
    @discardableResult
    func write(_ client: ClusterClient) -> Duration? {
        var shown = deployment
        shown["status"] = shown["status"] ?? [:]
        let isAvailable = available >= rollout.wanted - rollout.unavailable
        let conditions = deployment.conditions(
            setting: "Available", to: isAvailable ? "True" : "False",
            reason: isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            message: "Deployment \(isAvailable ? "has" : "does not have") minimum availability.",
            at: client.timestamp)
        shown["status"]?["conditions"] = .array((conditions.array ?? []).map { dated($0, client.timestamp) })
        let left = secondsLeft(client.now)
        client.mergeStatus(
            .deployments, of: deployment,
            [
                "observedGeneration": .integer(deployment.generation), "replicas": .count(total),
                "updatedReplicas": .count(updated), "readyReplicas": .count(ready),
                "availableReplicas": .count(available),
                "unavailableReplicas": .count(max(0, max(total, rollout.wanted) - available)),
                "conditions": progress(shown, left, client.timestamp),
            ])
        return left.flatMap { isComplete || $0 <= 0 ? nil : .seconds($0 + 1) }
    }

    /// The conditions of a Deployment that is on its way, with a reason.
    static func progressing(_ deployment: Value, _ reason: String, _ set: String, _ now: Value) -> Value {
        let message =
            switch reason {
            case "NewReplicaSetCreated": "Created new replica set \"\(set)\""
            case "NewReplicaSetAvailable": "ReplicaSet \"\(set)\" has successfully progressed."
            case "ProgressDeadlineExceeded": "ReplicaSet \"\(set)\" has timed out progressing."
            default: "ReplicaSet \"\(set)\" is progressing."
            }
        var shown = deployment
        let status = reason == "ProgressDeadlineExceeded" ? "False" : "True"
        let conditions = shown.conditions(setting: "Progressing", to: status, reason: reason, message: message, at: now)
        shown["status"] = ["conditions": conditions]
        return .array(
            (conditions.array ?? []).map { condition in
                guard condition["type"] == "Progressing" else { return condition }
                var condition = condition
                condition["lastUpdateTime"] = now
                return condition
            })
    }

    private func progress(_ shown: Value, _ left: Int64?, _ now: Value) -> Value {
        let name = current?.objectKey.name ?? ""
        let before = condition
        if deployment["spec"]?["paused"]?.bool == true {
            let paused = shown.conditions(
                setting: "Progressing", to: "Unknown", reason: "DeploymentPaused", message: "Deployment is paused",
                at: now)
            return .array((paused.array ?? []).map { dated($0, now) })
        }
        let unchanged = shown["status"]?["conditions"] ?? []
        if isComplete {
            guard before?["reason"] != "NewReplicaSetAvailable" else { return unchanged }
            return Self.progressing(shown, "NewReplicaSetAvailable", name, now)
        }
        // Once complete, a version that loses pods is not rolled out again.
        if before?["reason"] == "NewReplicaSetAvailable", total == updated { return unchanged }
        if hasProgressed || before == nil { return Self.progressing(shown, "ReplicaSetUpdated", name, now) }
        if let left, left <= 0 {
            guard before?["reason"] != "ProgressDeadlineExceeded" else { return unchanged }
            return Self.progressing(shown, "ProgressDeadlineExceeded", name, now)
        }
        return unchanged
    }

    /// Whether more pods are new, ready or available than the status says, or fewer old.
    private var hasProgressed: Bool {
        func count(_ field: String) -> Int { deployment["status"]?[field]?.amount ?? 0 }
        return updated > count("updatedReplicas") || ready > count("readyReplicas")
            || available > count("availableReplicas")
            || total - updated < count("replicas") - count("updatedReplicas")
    }

    /// Until the roll-out counts as failed: negative once it does. Nil where it never does.
    private func secondsLeft(_ now: Timestamp) -> Int64? {
        guard let limit = deployment["spec"]?["progressDeadlineSeconds"]?.amount, limit < Int32.max,
            let start = condition?["lastUpdateTime"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        return start.seconds + Int64(limit) - now.seconds
    }

    private var condition: Value? {
        deployment["status"]?["conditions"]?.array?.first { $0["type"] == "Progressing" }
    }

    /// A condition with the time it was last changed.
    private func dated(_ condition: Value, _ now: Value) -> Value {
        let old = deployment["status"]?["conditions"]?.array?.first { $0["type"] == condition["type"] }
        var condition = condition
        condition["lastUpdateTime"] =
            old?["reason"] == condition["reason"] ? old?["lastUpdateTime"] ?? now : now
        return condition
    }
}
