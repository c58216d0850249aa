/// One misbehaviour on command.
package struct Fault: Sendable, Hashable {
    package var kind: Kind
    package var match = FaultMatch()
    /// How many requests are hit; nil for all.
    package var times: Int?
    /// How likely a matching request is hit, from 0 to 1.
    package var probability = 1.0
    /// What `status` answers.
    package var status = 503
    /// Seconds, for the Retry-After header.
    package var retryAfter: Int?
    /// How long `latency` waits.
    package var delay = Latency.exactly(500)
    /// How far the clocks of `clock-skew` are ahead, in seconds; behind where it is negative.
    package var offset = 0

    package init(_ kind: Kind, match: FaultMatch = FaultMatch(), times: Int? = nil) {
        self.kind = kind
        self.match = match
        self.times = times
    }
}
