import Diagnostics
import Document
import Resources
import State

/// A Job that was applied and then removed by its own `ttlSecondsAfterFinished` is done; making it again would run it again.
package enum FinishedJob {
    /// Whether an item that does not exist is such a Job: the state recorded it as it shall be now.
    static func isDone(_ item: Item, recorded: Snapshot.RecordedItem?) -> Bool {
        guard removesItself(item), let recorded, !recorded.isBeingReplaced else { return false }
        let path: Path = ["metadata", "annotations", Item.Mark.appliedAnnotation]
        return recorded.applied[path] == item.desired[path]
    }

    /// Why a Job failed for good, in words: its controller starts it never again. Nil where it did not.
    static func failure(of observation: Observation) -> String? {
        guard observation.key.group == "batch", observation.key.kind == "Job" else { return nil }
        let failure = observation.value["status"]?["conditions"]?.array?.first {
            $0["type"] == "Failed" && $0["status"] == "True"
        }
        return failure.map { "it failed for good (\($0["reason"]?.string ?? "no reason is given"))".sanitized }
    }

    /// Whether an item is a Job with a time to live.
    package static func removesItself(_ item: Item) -> Bool {
        item.key.group == "batch" && item.key.kind == "Job" && item.desired["spec"]?["ttlSecondsAfterFinished"] != nil
    }
}
