import Document

/// One misbehaviour on command.
package struct Fault: Sendable, Hashable {
    package var kind: Kind
    package var match = FaultMatch()
    /// How many requests are hit; nil for all.
    package var times: Int?
    /// How likely a matching request is hit, from 0 to 1.
    package var probability = 1.0
    /// How many matching requests pass before the first can be hit.
    package var skip = 0
    /// What `status` answers.
    package var status = 503
    /// Seconds, for the Retry-After header.
    package var retryAfter: Int?
    /// How long `latency` waits.
    package var delay = Latency.exactly(500)
    /// What `alter-write` merges into the body of a write (RFC 7386).
    package var patch: Value = [:]
    /// How far the clocks of `clock-skew` are ahead, in seconds; behind where it is negative.
    package var offset = 0
    /// The process that `kill-client` kills.
    package var process: Int32?
    /// When `kill-client` kills it.
    package var moment = Moment.before

    /// A point in the life of a request.
    package enum Moment: String, Sendable, Hashable, CaseIterable {
        /// It has come and had no effect, nor will it have.
        case before
        /// Its work is done and not answered.
        case after
        /// Its answer has been sent.
        case answered
    }

    package init(_ kind: Kind, match: FaultMatch = FaultMatch(), times: Int? = nil) {
        self.kind = kind
        self.match = match
        self.times = times
    }
}
