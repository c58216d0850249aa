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

/// A run as its commits tell it, or one commit that is of no run.
struct RecordedRun {
    /// When its last commit was made.
    var time: Int64
    var subject: String
    var groups: [String]
    var actor: String
    var status: String?
    /// The last of its commits.
    var revision: StateRevision

    /// Newest first, from a history in that order.
    static func runs(_ history: [RecordedChange]) -> [RecordedRun] {
        var result: [RecordedRun] = []
        var positions: [String: Int] = [:]
        for change in history {
            let note = change.commit.note
            if let run = note.run, let position = positions[run] {
                // The first commit of a run says what it was about to do.
                result[position].subject =
                    note.subject.hasPrefix("Begin ") ? String(note.subject.dropFirst(6)) : note.subject
                result[position].groups = Set(result[position].groups).union(change.groups).sorted()
                continue
            }
            if let run = note.run { positions[run] = result.count }
            result.append(
                RecordedRun(
                    time: note.time, subject: note.subject, groups: change.groups, actor: note.actor,
                    status: change.status, revision: change.commit.revision))
        }
        return result
    }
}
