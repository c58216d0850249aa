import Document

/// How far a Job has come, by its pods.
struct JobProgress {
    private let completions: Int?
    private let parallelism: Int
    private let backoffLimit: Int
    private let isIndexed: Bool
    private let succeeded: [Value]
    let active: [Value]
    let failed: Int

    init(_ job: Value, _ pods: [Value]) {
        completions = job["spec"]?["completions"]?.amount
        parallelism = job["spec"]?["parallelism"]?.amount ?? 1
        backoffLimit = job["spec"]?["backoffLimit"]?.amount ?? 6
        isIndexed = job["spec"]?["completionMode"] == "Indexed"
        succeeded = pods.filter { $0["status"]?["phase"] == "Succeeded" }
        active = pods.filter {
            !["Succeeded", "Failed"].contains($0["status"]?["phase"]?.string) && !$0.isBeingDeleted
        }
        failed = pods.count { $0["status"]?["phase"] == "Failed" }
    }

    /// Without a number of completions one success is enough, once nothing runs any more.
    var isComplete: Bool {
        guard let completions else { return !succeeded.isEmpty && active.isEmpty }
        return (isIndexed ? indexes(of: succeeded).count : succeeded.count) >= completions
    }

    var hasFailed: Bool { failed > backoffLimit }

    /// The pods to be made now, and no more than one look may make: an index each, where the Job is indexed.
    var missing: [Int?] {
        let room = min(max(0, parallelism - active.count), PodTemplate.burst)
        guard let completions else { return Array(repeating: nil, count: succeeded.isEmpty ? room : 0) }
        guard isIndexed else {
            return Array(repeating: nil, count: max(0, min(room, completions - succeeded.count - active.count)))
        }
        let taken = indexes(of: succeeded + active)
        return (0..<completions).lazy.filter { !taken.contains($0) }.prefix(room).map { $0 }
    }

    /// The counts, as a status shows them.
    var status: Value {
        let ready = active.count { $0.hasCondition("Ready") }
        var status: Value = [
            "active": .count(active.count), "ready": .integer(Int64(ready)), "succeeded": .count(succeeded.count),
            "failed": .count(failed), "terminating": 0,
        ]
        let indexes = indexes(of: succeeded)
        if isIndexed, !indexes.isEmpty { status["completedIndexes"] = .string(Self.ranges(of: indexes.sorted())) }
        return status
    }

    private func indexes(of pods: [Value]) -> Set<Int> {
        Set(
            pods.compactMap {
                $0["metadata"]?["annotations"]?["batch.kubernetes.io/job-completion-index"]?.string.flatMap { Int($0) }
            })
    }

    /// `0-2,4` for 0, 1, 2 and 4.
    private static func ranges(of numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound == number - 1 {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { range in
            switch range.count {
            case 1: "\(range.lowerBound)"
            case 2: "\(range.lowerBound),\(range.upperBound)"
            default: "\(range.lowerBound)-\(range.upperBound)"
            }
        }.joined(separator: ",")
    }
}
