import Document
import SandboxAPI

/// Runs the pods of a Job until enough of them have succeeded.
struct JobController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == ResourceName.pods.groupResource { return change.owner("Job") }
        return change.key(of: .jobs)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let job = client.get(.jobs, key), !job.isBeingDeleted else { return nil }
        if job.hasCondition("Complete") || job.hasCondition("Failed") { return removeWhenOld(job) }
        guard job["spec"]?["suspend"]?.bool != true else { return nil }
        let pods = graph.controlled(by: job, .pods)
        let succeeded = pods.count { $0["status"]?["phase"] == "Succeeded" }
        let active = pods.filter { !["Succeeded", "Failed"].contains($0["status"]?["phase"]?.string) }
        let wanted = Int(job["spec"]?["completions"]?.integer ?? 1)
        let parallelism = Int(job["spec"]?["parallelism"]?.integer ?? 1)
        let started = job["status"]?["startTime"] ?? .string(Clock.timestamp)
        if let limit = job["spec"]?["activeDeadlineSeconds"]?.integer,
            let start = started.string.flatMap({ Timestamp($0) }), succeeded < wanted
        {
            let left = start.seconds + limit - Clock.milliseconds / 1000
            if left <= 0 {
                fail(job, active)
                return nil
            }
            run(job, active: active.count, succeeded: succeeded, wanted: wanted, parallelism, started)
            return .seconds(left)
        }
        run(job, active: active.count, succeeded: succeeded, wanted: wanted, parallelism, started)
        return nil
    }

    private func run(
        _ job: Value, active: Int, succeeded: Int, wanted: Int, _ parallelism: Int, _ started: Value
    ) {
        let missing = max(0, min(parallelism, wanted - succeeded) - active)
        for _ in 0..<missing {
            let labels = [
                "batch.kubernetes.io/job-name": job.objectKey.name, "job-name": job.objectKey.name,
                "batch.kubernetes.io/controller-uid": job.uid, "controller-uid": job.uid,
            ]
            let name = "\(job.objectKey.name)-\(PodTemplate.suffix())"
            client.ensure(.pods, PodTemplate.pod(of: job, name: name, labels: labels))
        }
        var status: Value = [
            "startTime": started, "active": .count(active + missing), "succeeded": .count(succeeded),
            "ready": .integer(Int64(active)), "terminating": 0,
        ]
        if succeeded >= wanted {
            status["ready"] = 0
            status["active"] = .null
            status["completionTime"] = .string(Clock.timestamp)
            status["uncountedTerminatedPods"] = [:]
            status["conditions"] =
                ["SuccessCriteriaMet", "Complete"].reduce(job) { job, type in
                    var shown = job
                    shown["status"] = shown["status"] ?? [:]
                    shown["status"]?["conditions"] = .array(
                        (job["status"]?["conditions"]?.array ?? []) + [
                            Self.condition(type, "CompletionsReached", "Reached expected number of succeeded pods")
                        ])
                    return shown
                }["status"]?["conditions"]
        }
        client.mergeStatus(.jobs, of: job, status)
    }

    private func fail(_ job: Value, _ active: [Value]) {
        for pod in active { client.delete(.pods, pod.objectKey, uid: pod.uid) }
        client.mergeStatus(
            .jobs, of: job,
            [
                "active": .null, "ready": 0, "failed": .count(active.count),
                "conditions": [
                    Self.condition("Failed", "DeadlineExceeded", "Job was active longer than specified deadline")
                ],
            ])
    }

    private func removeWhenOld(_ job: Value) -> Duration? {
        guard let limit = job["spec"]?["ttlSecondsAfterFinished"]?.integer else { return nil }
        let end = job["status"]?["completionTime"]?.string.flatMap { Timestamp($0) }?.seconds ?? 0
        let left = end + limit - Clock.milliseconds / 1000
        guard left <= 0 else { return .seconds(left) }
        client.delete(.jobs, job.objectKey, uid: job.uid)
        return nil
    }

    private static func condition(_ type: String, _ reason: String, _ message: String) -> Value {
        [
            "type": .string(type), "status": "True", "reason": .string(reason), "message": .string(message),
            "lastProbeTime": .string(Clock.timestamp), "lastTransitionTime": .string(Clock.timestamp),
        ]
    }
}
