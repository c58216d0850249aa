import Document
import SandboxAPI

/// Runs the pods of a Job until enough of them have succeeded, or too many have failed.
///
/// Unlike a real one it does not wait longer after each failure.
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
        let progress = JobProgress(job, client.pods(of: job))
        let start = job["status"]?["startTime"]?.string.flatMap { Timestamp($0) } ?? client.now
        let limit = job["spec"]?["activeDeadlineSeconds"]?.amount
        let left = limit.map { start.seconds + Int64($0) - client.now.seconds }
        if job["spec"]?["suspend"]?.bool == true {
            suspend(job, progress)
        } else if progress.isComplete {
            complete(job, progress)
        } else if progress.hasFailed {
            fail(job, progress, "BackoffLimitExceeded", "Job has reached the specified backoff limit")
        } else if let left, left <= 0 {
            fail(job, progress, "DeadlineExceeded", "Job was active longer than specified deadline")
        } else {
            run(job, progress)
            return left.map { .seconds($0) }
        }
        return nil
    }

    private func run(_ job: Value, _ progress: JobProgress) {
        let missing = progress.missing
        for index in missing {
            var pod = PodTemplate.pod(of: job, name: name(of: job, index))
            if let index {
                let mark = Value.string(String(index))
                for field in ["labels", "annotations"] {
                    var all = pod["metadata"]?[field] ?? [:]
                    all["batch.kubernetes.io/job-completion-index"] = mark
                    pod["metadata"]?[field] = all
                }
            }
            client.ensure(.pods, pod)
        }
        var status = progress.status
        status["startTime"] = job["status"]?["startTime"] ?? client.timestamp
        status["active"] = .count(progress.active.count + missing.count)
        if job["status"]?["conditions"]?.array?.contains(where: { $0["type"] == "Suspended" }) == true {
            status["conditions"] = job.conditions(
                setting: "Suspended", to: "False", reason: "JobResumed", message: "Job resumed", at: client.timestamp)
        }
        client.mergeStatus(.jobs, of: job, status)
    }

    private func name(of job: Value, _ index: Int?) -> String {
        let parts = [job.objectKey.name, index.map(String.init), PodTemplate.suffix()].compactMap { $0 }
        return parts.joined(separator: "-")
    }

    private func suspend(_ job: Value, _ progress: JobProgress) {
        for pod in progress.active { client.delete(.pods, pod.objectKey, uid: pod.uid) }
        var status = progress.status
        status["active"] = .null
        status["startTime"] = .null
        status["conditions"] = job.conditions(
            setting: "Suspended", to: "True", reason: "JobSuspended", message: "Job suspended", at: client.timestamp)
        client.mergeStatus(.jobs, of: job, status)
    }

    private func complete(_ job: Value, _ progress: JobProgress) {
        var status = progress.status
        status["completionTime"] = client.timestamp
        status["uncountedTerminatedPods"] = [:]
        end(
            job, status, ["SuccessCriteriaMet", "Complete"], "CompletionsReached",
            "Reached expected number of succeeded pods")
    }

    private func fail(_ job: Value, _ progress: JobProgress, _ reason: String, _ message: String) {
        for pod in progress.active { client.delete(.pods, pod.objectKey, uid: pod.uid) }
        var status = progress.status
        status["failed"] = .count(progress.failed + progress.active.count)
        end(job, status, ["FailureTarget", "Failed"], reason, message)
    }

    private func end(_ job: Value, _ status: Value, _ types: [String], _ reason: String, _ message: String) {
        var status = status
        status["active"] = .null
        status["ready"] = 0
        status["startTime"] = job["status"]?["startTime"] ?? client.timestamp
        let conditions = types.map { type -> Value in
            [
                "type": .string(type), "status": "True", "reason": .string(reason), "message": .string(message),
                "lastProbeTime": client.timestamp, "lastTransitionTime": client.timestamp,
            ]
        }
        status["conditions"] = .array((job["status"]?["conditions"]?.array ?? []) + conditions)
        client.mergeStatus(.jobs, of: job, status)
    }

    private func removeWhenOld(_ job: Value) -> Duration? {
        guard let limit = job["spec"]?["ttlSecondsAfterFinished"]?.amount else { return nil }
        let last = (job["status"]?["conditions"]?.array ?? []).last?["lastTransitionTime"]?.string
        guard let end = last.flatMap({ Timestamp($0) }) else { return nil }
        let left = end.seconds + Int64(limit) - client.now.seconds
        guard left <= 0 else { return .seconds(left) }
        client.delete(.jobs, job.objectKey, uid: job.uid)
        return nil
    }
}
