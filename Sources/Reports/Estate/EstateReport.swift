import Resources
import State

/// A whole estate as the state has it: its workspaces, and what was done to each, when and by whom.
package struct EstateReport: Sendable {
    package var estate: String
    package var snapshots: [Snapshot]
    /// Records that are there and cannot be read, with the reason.
    package var unreadable: [String]
    /// Newest first.
    package var history: [RecordedChange]
    /// Whether there is more of the history than is told.
    package var isHistoryCut: Bool

    package init(
        estate: String, snapshots: [Snapshot], unreadable: [String] = [], history: [RecordedChange] = [],
        isHistoryCut: Bool = false
    ) {
        self.estate = estate
        self.snapshots = snapshots
        self.unreadable = unreadable
        self.history = history
        self.isHistoryCut = isHistoryCut
    }

    /// The time of a commit: RFC 3339, UTC.
    static func time(of change: RecordedChange) -> String {
        EventTime.text(change.commit.note.time)
    }
}
