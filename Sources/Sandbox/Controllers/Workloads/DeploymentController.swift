import Document
import SandboxAPI

/// Keeps one ReplicaSet a version of a Deployment's template, and the Deployment's status.
struct DeploymentController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == ResourceName.replicaSets.groupResource { return change.owner("Deployment") }
        return change.key(of: .deployments)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let deployment = client.get(.deployments, key), !deployment.isBeingDeleted else { return nil }
        let wanted = Int(deployment["spec"]?["replicas"]?.integer ?? 1)
        let hash = PodTemplate.hash(of: deployment)
        let all = graph.controlled(by: deployment, .replicaSets)
        guard let current = all.first(where: { $0["metadata"]?["labels"]?["pod-template-hash"]?.string == hash }) else {
            makeReplicaSet(of: deployment, hash: hash, replicas: wanted, revision: all.count + 1)
            return nil
        }
        scale(current, to: wanted)
        let ready = Int(current["status"]?["readyReplicas"]?.integer ?? 0)
        let older = all.filter { $0.uid != current.uid }
        // What runs the old version stays until the new one can take over.
        if ready >= wanted { for set in older { scale(set, to: 0) } }
        return updateStatus(deployment, current, older, wanted: wanted)
    }

    private func makeReplicaSet(of deployment: Value, hash: String, replicas: Int, revision: Int) {
        var template = deployment["spec"]?["template"] ?? [:]
        var labels = template["metadata"]?["labels"] ?? [:]
        labels["pod-template-hash"] = .string(hash)
        template["metadata"]?["labels"] = labels
        var selector = deployment["spec"]?["selector"] ?? [:]
        var matched = selector["matchLabels"] ?? [:]
        matched["pod-template-hash"] = .string(hash)
        selector["matchLabels"] = matched
        client.ensure(
            .replicaSets,
            [
                "metadata": [
                    "name": .string("\(deployment.objectKey.name)-\(hash)"),
                    "namespace": .string(deployment.objectKey.namespace), "labels": labels,
                    "annotations": ["deployment.kubernetes.io/revision": .string(String(revision))],
                    "ownerReferences": [deployment.controllerReference],
                ],
                "spec": ["replicas": .integer(Int64(replicas)), "selector": selector, "template": template],
            ])
        client.merge(
            .deployments, deployment.objectKey,
            ["metadata": ["annotations": ["deployment.kubernetes.io/revision": .string(String(revision))]]])
    }

    private func scale(_ set: Value, to replicas: Int) {
        guard set["spec"]?["replicas"]?.integer != Int64(replicas) else { return }
        client.merge(.replicaSets, set.objectKey, ["spec": ["replicas": .integer(Int64(replicas))]])
    }

    private func updateStatus(_ deployment: Value, _ current: Value, _ older: [Value], wanted: Int) -> Duration? {
        func sum(_ field: String) -> Int {
            ([current] + older).reduce(0) { $0 + Int($1["status"]?[field]?.integer ?? 0) }
        }
        let available = sum("availableReplicas")
        let updated = Int(current["status"]?["replicas"]?.integer ?? 0)
        let isComplete = updated == wanted && available == wanted && sum("replicas") == wanted
        let name = "ReplicaSet \"\(current.objectKey.name)\""
        var shown = deployment
        // Half of the replicas, as the default maxUnavailable of 25 % leaves room for.
        let isAvailable = available >= wanted - wanted / 4
        shown["status"] = shown["status"] ?? [:]
        shown["status"]?["conditions"] = deployment.conditions(
            setting: "Available", to: isAvailable,
            reason: isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            message: "Deployment \(isAvailable ? "has" : "does not have") minimum availability.")
        let deadline = deployment["spec"]?["progressDeadlineSeconds"]?.integer ?? 600
        let age = seconds(since: current["metadata"]?["creationTimestamp"]?.string)
        let hasFailed = !isComplete && age >= deadline
        let conditions = shown.conditions(
            setting: "Progressing", to: !hasFailed,
            reason: isComplete
                ? "NewReplicaSetAvailable" : hasFailed ? "ProgressDeadlineExceeded" : "ReplicaSetUpdated",
            message: isComplete
                ? "\(name) has successfully progressed."
                : hasFailed ? "\(name) has timed out progressing." : "\(name) is progressing.")
        client.mergeStatus(
            .deployments, of: deployment,
            [
                "observedGeneration": .integer(deployment.generation), "replicas": .count(sum("replicas")),
                "updatedReplicas": .count(updated), "readyReplicas": .count(sum("readyReplicas")),
                "availableReplicas": .count(available), "unavailableReplicas": .count(max(0, wanted - available)),
                "conditions": conditions,
            ])
        return isComplete || hasFailed ? nil : .seconds(deadline - age + 1)
    }

    private func seconds(since text: String?) -> Int64 {
        guard let start = text.flatMap({ Timestamp($0) }) else { return 0 }
        return Clock.milliseconds / 1000 - start.seconds
    }
}
