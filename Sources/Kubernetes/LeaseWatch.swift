/// Judges Leases by how long they stay unchanged on this machine's own monotonic clock, as leader election does.
///
/// The times in a Lease come from another machine's clock and are not looked at. Moments are durations since any fixed one.
package struct LeaseWatch: Sendable {
    package enum Standing: Sendable, Hashable {
        /// It changed while it was watched: its holder runs.
        case alive
        /// It has not changed so far; if it does not, it is over in so long.
        case undecided(left: Duration)
        /// It did not change for its whole term.
        case expired
    }

    private struct Sight: Sendable {
        var record: LeaseRecord
        var since: Duration
        var hasChanged = false
    }

    private var sights: [String: Sight] = [:]

    package init() {}

    /// Takes in what a Lease says now; nil where there is none. `now` is a moment after the answer came.
    package mutating func note(_ name: String, _ record: LeaseRecord?, at now: Duration) {
        guard let record else {
            sights[name] = nil
            return
        }
        guard let sight = sights[name] else {
            sights[name] = Sight(record: record, since: now)
            return
        }
        if sight.record != record { sights[name] = Sight(record: record, since: now, hasChanged: true) }
    }

    /// What the Lease of a name is taken for; nil where none was seen. Only what was noted counts: time alone, without a new
    /// look, makes nothing expired.
    package func standing(of name: String, at looked: Duration) -> Standing? {
        guard let sight = sights[name] else { return nil }
        let left = sight.since + sight.record.term - looked
        if left <= .zero { return .expired }
        return sight.hasChanged ? .alive : .undecided(left: left)
    }
}
