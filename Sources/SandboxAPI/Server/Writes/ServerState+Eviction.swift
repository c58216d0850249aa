import Document

extension ServerState {
    /// Deletes a pod unless a disruption budget needs it.
    ///
    /// Source: `k8s.io/kubernetes/pkg/registry/core/pod/storage/eviction.go`.
    mutating func evict(_ info: RequestInfo, _ options: DeleteOptions) throws(StatusError) {
        guard let pod = store.object(info.key, of: info.resource.groupResource) else {
            throw .notFound(info.resource.groupResource, info.name)
        }
        if !pod.isTerminating, ["Running", nil].contains(pod.value["status"]?["phase"]?.string) {
            try useBudget(for: pod, isDryRun: options.isDryRun)
        }
        _ = try delete(info.key, of: info.resource, options)
    }

    private mutating func useBudget(for pod: StoredObject, isDryRun: Bool) throws(StatusError) {
        guard let resource = catalog.stored(.disruptionBudgets) else { return }
        let budgets = store.objects(of: .disruptionBudgets, namespace: pod.key.namespace).filter {
            LabelSelector(selector: $0.value["spec"]?["selector"]).matches(pod.labels)
        }
        guard let stored = budgets.first else { return }
        guard budgets.count == 1 else {
            throw .internalError(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
        }
        var budget = stored.value
        let status = budget["status"]
        guard status?["observedGeneration"]?.integer ?? 0 >= budget["metadata"]?["generation"]?.integer ?? 0 else {
            throw .budget("The disruption budget \(stored.key.name) is still being processed by the server.", 10)
        }
        let allowed = status?["disruptionsAllowed"]?.integer ?? 0
        guard allowed > 0 else {
            throw .budget(
                "The disruption budget \(stored.key.name) needs \(status?["desiredHealthy"]?.plain ?? "0") healthy "
                    + "pods and has \(status?["currentHealthy"]?.plain ?? "0") currently", nil)
        }
        guard !isDryRun else { return }
        budget["status"]?["disruptionsAllowed"] = .integer(allowed - 1)
        _ = commit(budget, key: stored.key, of: resource)
    }
}

extension StatusError {
    fileprivate static func budget(_ cause: String, _ retryAfter: Int?) -> StatusError {
        var details: Object = ["causes": [["reason": "DisruptionBudget", "message": .string(cause)]]]
        details["retryAfterSeconds"] = retryAfter.map { .integer(Int64($0)) }
        return StatusError(
            code: 429, reason: "TooManyRequests",
            message: "Cannot evict pod as it would violate the pod's disruption budget.", details: details,
            retryAfter: retryAfter)
    }
}
