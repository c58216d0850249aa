import Document
import SandboxAPI

/// Keeps one ReplicaSet a version of a Deployment's template, and moves the pods from the old ones to the new one.
struct DeploymentController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    static let revision = "deployment.kubernetes.io/revision"
    private static let history = "deployment.kubernetes.io/revision-history"

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == ResourceName.replicaSets.groupResource { return change.owner("Deployment") }
        return change.key(of: .deployments)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let deployment = client.get(.deployments, key), !deployment.isBeingDeleted else { return nil }
        let rollout = Rollout(deployment)
        let hash = PodTemplate.hash(of: deployment)
        // The graph may be a moment old; sizes are computed from what is.
        let all = graph.controlled(by: deployment, .replicaSets).compactMap { client.get(.replicaSets, $0.objectKey) }
            .sorted { Self.number(of: $0) < Self.number(of: $1) }
        let older = all.filter { $0["metadata"]?["labels"]?["pod-template-hash"]?.string != hash }
        let current = all.first { $0["metadata"]?["labels"]?["pod-template-hash"]?.string == hash }
        if deployment["spec"]?["paused"]?.bool == true {
            if let running = current ?? older.last { scale(running, to: rollout.wanted) }
            DeploymentStatus(deployment, current, older, rollout).write(client)
            return nil
        }
        let revision = (older.map(Self.number).max() ?? 0) + 1
        let others = older.reduce(0) { $0 + Self.size(of: $1).replicas }
        guard let current else {
            let running = older.reduce(0) { $0 + ($1["status"]?["replicas"]?.amount ?? 0) }
            if rollout.isRecreation, others + running > 0 {
                for set in older { scale(set, to: 0) }
            } else {
                make(of: deployment, hash, replicas: rollout.new(0, others: others), revision)
            }
            return nil
        }
        // A change of the annotations brings the Deployment here again.
        guard !note(revision, on: current, of: deployment) else { return nil }
        scale(current, to: rollout.new(Self.size(of: current).replicas, others: others))
        let sizes = rollout.old(older.map(Self.size), new: Self.size(of: current))
        for (set, replicas) in zip(older, sizes) { scale(set, to: replicas) }
        let status = DeploymentStatus(deployment, current, older, rollout)
        if status.isComplete { forget(older, deployment) }
        return status.write(client)
    }

    private func make(of deployment: Value, _ hash: String, replicas: Int, _ revision: Int64) {
        var template = deployment["spec"]?["template"] ?? [:]
        var labels = template["metadata"]?["labels"] ?? [:]
        labels["pod-template-hash"] = .string(hash)
        template["metadata"]?["labels"] = labels
        var selector = deployment["spec"]?["selector"] ?? [:]
        var matched = selector["matchLabels"] ?? [:]
        matched["pod-template-hash"] = .string(hash)
        selector["matchLabels"] = matched
        var annotations = Self.handedOn(deployment)
        annotations[Self.revision] = .string(String(revision))
        let name = "\(deployment.objectKey.name)-\(hash)"
        client.ensure(
            .replicaSets,
            [
                "metadata": [
                    "name": .string(name), "namespace": .string(deployment.objectKey.namespace), "labels": labels,
                    "annotations": annotations, "ownerReferences": [deployment.controllerReference],
                ],
                "spec": ["replicas": .integer(Int64(replicas)), "selector": selector, "template": template],
            ])
        client.mergeStatus(
            .deployments, of: deployment,
            ["conditions": DeploymentStatus.progressing(deployment, "NewReplicaSetCreated", name, client.timestamp)])
    }

    /// The set that is rolled out has the newest number; one that is rolled back to, a new one. True where the
    /// Deployment had to be told.
    private func note(_ revision: Int64, on set: Value, of deployment: Value) -> Bool {
        let number = max(revision, Self.number(of: set))
        let present = set["metadata"]?["annotations"]
        var changes = Self.handedOn(deployment).filterMembers { present?[$0] != $1 }
        if number != Self.number(of: set) {
            let earlier = [present?[Self.history]?.string, present?[Self.revision]?.string].compactMap { $0 }
            changes[Self.revision] = .string(String(number))
            changes[Self.history] = .string(earlier.joined(separator: ","))
        }
        if changes != [:] { client.merge(.replicaSets, set.objectKey, ["metadata": ["annotations": changes]]) }
        let text = Value.string(String(number))
        guard deployment["metadata"]?["annotations"]?[Self.revision] != text else { return false }
        // As part of the status, which does not count as a new generation.
        client.merge(
            .deployments, deployment.objectKey, subresource: "status",
            ["metadata": ["annotations": [Self.revision: text]]])
        return true
    }

    private func scale(_ set: Value, to replicas: Int) {
        guard set["spec"]?["replicas"]?.integer != Int64(replicas) else { return }
        client.merge(.replicaSets, set.objectKey, ["spec": ["replicas": .integer(Int64(replicas))]])
    }

    /// Of the sets without pods only as many are kept as `revisionHistoryLimit` says.
    private func forget(_ older: [Value], _ deployment: Value) {
        let limit = deployment["spec"]?["revisionHistoryLimit"]?.amount ?? 10
        let empty = older.filter { $0["spec"]?["replicas"] == 0 && $0["status"]?["replicas"]?.integer ?? 0 == 0 }
        for set in empty.prefix(max(0, empty.count - limit)) {
            client.delete(.replicaSets, set.objectKey, uid: set.uid)
        }
    }

    /// The annotations that a ReplicaSet takes over.
    private static func handedOn(_ deployment: Value) -> Value {
        let kept = ["kubectl.kubernetes.io/last-applied-configuration", revision, history]
        return (deployment["metadata"]?["annotations"] ?? [:]).filterMembers { key, _ in !kept.contains(key) }
    }

    private static func number(of set: Value) -> Int64 {
        set["metadata"]?["annotations"]?[revision]?.string.flatMap { Int64($0) } ?? 0
    }

    private static func size(of set: Value) -> Rollout.Size {
        Rollout.Size(
            replicas: set["spec"]?["replicas"]?.amount ?? 0,
            available: set["status"]?["availableReplicas"]?.amount ?? 0)
    }
}

extension Value {
    fileprivate func filterMembers(_ isKept: (String, Value) -> Bool) -> Value {
        .object((object ?? [:]).filter { isKept($0.key, $0.value) })
    }
}
