import Document
import Execution
import Planning

/// The events of a run for programs: a line of JSON each (NDJSON).
///
/// Each has `format_version` (as in `PlanJSON`), `time` (RFC 3339, UTC), `type`, and `address` where it is about a step:
/// - `run_planned`, the first of them: what the run is about to do: `estate`, `purpose`, `plan` (its digest), and `steps`: a
///   step each with `address`, `action`, and `after`: the steps that must be done first, without those that follow from others
/// - `run_started`: `steps`
/// - `step_started`
/// - `step_progress`: `message`
/// - `step_retried`: `reason`, `attempt`
/// - `step_finished`: `outcome` (`done`, `already-done`, `failed`, `skipped`) and, of the last two, `reason`
/// - `undo_started`: what a failed install created is taken away again
/// - `notice`: `message`, which does not stop the run: it waits for a lock, or could not renew it
/// - `run_finished`: `status` (`applied`, `partly-applied`, `interrupted`), `reason` where the run lost its lock, `failures`
///   (`address`, `reason`), `commits`
package struct RunJSON: Sendable {
    package init() {}

    /// The line that says what a run of a plan is about to do, at a time (RFC 3339), with its line end.
    package func line(_ plan: Plan, time: String) -> String {
        let graph = StepGraph(plan.steps)
        let value: Value = [
            "format_version": .string(PlanJSON.formatVersion), "time": .string(time), "type": "run_planned",
            "estate": .string(plan.estate), "purpose": .string(plan.purpose.rawValue),
            "plan": .string(plan.digest.description),
            "steps": .array(
                graph.nodes.map { node in
                    [
                        "address": .string(node.address.description), "action": .string(node.action.rawValue),
                        "after": .array(node.dependencies.map { .string(graph.nodes[$0].address.description) }),
                    ]
                }),
        ]
        return String(decoding: value.json(.canonical), as: UTF8.self) + "\n"
    }

    /// The line of an event, with its line end.
    package func line(_ event: RunEvent) -> String {
        var value: Value = ["format_version": .string(PlanJSON.formatVersion), "time": .string(event.time)]
        value["address"] = event.address.map { .string($0.description) }
        switch event.kind {
        case .runStarted(let steps):
            value["type"] = "run_started"
            value["steps"] = .integer(Int64(steps))
        case .stepStarted: value["type"] = "step_started"
        case .stepProgress(let message):
            value["type"] = "step_progress"
            value["message"] = .string(message)
        case .stepRetried(let reason, let attempt):
            value["type"] = "step_retried"
            value["reason"] = .string(reason)
            value["attempt"] = .integer(Int64(attempt))
        case .stepFinished(let outcome):
            value["type"] = "step_finished"
            value.set(outcome)
        case .notice(let message):
            value["type"] = "notice"
            value["message"] = .string(message)
        case .undoStarted: value["type"] = "undo_started"
        case .runFinished(let result):
            value["type"] = "run_finished"
            value["status"] = .string(result.status.rawValue)
            value["reason"] = result.reason.map(Value.string)
            value["failures"] = .array(
                result.failures.map { ["address": .string($0.address.description), "reason": .string($0.reason)] })
            value["commits"] = .array(result.commits.map(Value.string))
        }
        return String(decoding: value.json(.canonical), as: UTF8.self) + "\n"
    }
}

extension Value {
    fileprivate mutating func set(_ outcome: StepOutcome) {
        switch outcome {
        case .done: self["outcome"] = "done"
        case .alreadyDone: self["outcome"] = "already-done"
        case .failed(let reason):
            self["outcome"] = "failed"
            self["reason"] = .string(reason)
        case .skipped(let reason):
            self["outcome"] = "skipped"
            self["reason"] = .string(reason)
        }
    }
}
