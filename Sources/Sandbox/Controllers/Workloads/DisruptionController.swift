import Document
import SandboxAPI

/// Keeps count of the healthy pods of a disruption budget, and so of how many may be evicted.
///
/// Source: `k8s.io/kubernetes/pkg/controller/disruption`.
struct DisruptionController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    func keys(after change: ObjectChange) -> [ObjectKey] {
        guard change.resource == ResourceName.pods.groupResource else { return change.key(of: .disruptionBudgets) }
        return graph.objects(.disruptionBudgets, namespace: change.key.namespace).map(\.objectKey)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let budget = client.get(.disruptionBudgets, key), !budget.isBeingDeleted else { return nil }
        let selector = LabelSelector(selector: budget["spec"]?["selector"])
        let pods = client.list(.pods, namespace: key.namespace).filter { pod in
            let labels = (pod["metadata"]?["labels"]?.object ?? [:]).sorted.map { ($0.key, $0.value.string ?? "") }
            return selector.matches(Dictionary(uniqueKeysWithValues: labels))
        }
        let expected = expected(pods)
        let desired = Self.desired(budget, expected)
        let healthy = pods.count { $0.hasCondition("Ready") && !$0.isBeingDeleted }
        let allowed = expected > 0 ? max(0, healthy - desired) : 0
        client.mergeStatus(
            .disruptionBudgets, of: budget,
            [
                "observedGeneration": .integer(budget.generation), "disruptionsAllowed": .integer(Int64(allowed)),
                "currentHealthy": .integer(Int64(healthy)), "desiredHealthy": .integer(Int64(desired)),
                "expectedPods": .integer(Int64(expected)),
                "conditions": budget.conditions(
                    setting: "DisruptionAllowed", to: allowed > 0 ? "True" : "False",
                    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods", message: "", at: client.timestamp),
            ])
        return nil
    }

    /// How many pods there are to be: as many as their owners want, and those without owners.
    private func expected(_ pods: [Value]) -> Int {
        var owners: [String: Int] = [:]
        for pod in pods {
            let owner = graph.controllers(of: pod).last.flatMap(graph.object) ?? pod
            owners[owner.uid] = owner.uid == pod.uid ? 1 : owner["spec"]?["replicas"]?.amount ?? 1
        }
        return owners.values.reduce(0, +)
    }

    /// How many have to be healthy.
    private static func desired(_ budget: Value, _ expected: Int) -> Int {
        if let least = budget["spec"]?["minAvailable"] { return least.amount(of: expected, roundsUp: true) }
        let most = budget["spec"]?["maxUnavailable"]
        return max(0, expected - (most?.amount(of: expected, roundsUp: true) ?? 0))
    }
}
