import State

/// Writes what the commits of a run say about themselves.
struct RunNotes: Sendable {
    let identity: RunRecorder.Identity
    let clock: RunClock
    let planDigest: String

    /// The note of a commit that does what these subjects say.
    func note(_ subjects: [String]) -> CommitNote {
        let first = subjects.first ?? "Record nothing"
        var note = CommitNote(
            subject: subjects.count > 1 ? "\(first) and \(subjects.count - 1) more" : first, actor: identity.actor,
            time: clock.seconds(), plan: planDigest, run: identity.run, specCommit: identity.specCommit)
        if subjects.count > 1 { note.details = subjects }
        return note
    }
}
