/// When changes that were handed in are committed: so soon that nobody waits long, and so seldom that a large run makes tens of
/// commits and not thousands.
package struct BatchPace: Sendable {
    /// How long changes that nobody waits for gather.
    package var gathering: Duration
    /// How many commits come as they are wanted; from then on they keep a distance.
    package var free: Int
    /// The distance from one commit to the next where a step waits for it.
    package var distance: Duration

    package init(
        gathering: Duration = .seconds(2), free: Int = 8, distance: Duration = .milliseconds(250)
    ) {
        self.gathering = gathering
        self.free = free
        self.distance = distance
    }

    /// When the next commit is due, after so many that were tried, the last of them at `last`, for changes of which the oldest was
    /// handed in at `oldest`; `isWaitedFor`: a step waits for one of them, `hasFailed`: the last commit did not succeed.
    func due(
        commits: Int, last: ContinuousClock.Instant?, oldest: ContinuousClock.Instant, isWaitedFor: Bool,
        hasFailed: Bool = false
    ) -> ContinuousClock.Instant {
        let wanted = isWaitedFor ? oldest : oldest + gathering
        guard let last else { return wanted }
        if hasFailed || (commits >= free && !isWaitedFor) { return max(wanted, last + gathering) }
        return commits >= free ? max(wanted, last + distance) : wanted
    }
}
