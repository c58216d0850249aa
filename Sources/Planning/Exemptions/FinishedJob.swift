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

    /// Whether an item is a Job with a time to live.
    package static func removesItself(_ item: Item) -> Bool {
        item.key.group == "batch" && item.key.kind == "Job" && item.desired["spec"]?["ttlSecondsAfterFinished"] != nil
    }
}
