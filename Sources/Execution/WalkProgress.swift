/// Which steps of a walk run, and which of those that are ready may begin.
struct WalkProgress {
    private(set) var walk: Walk
    private var running = 0
    /// The groups of which a step began, and of which one failed.
    private var begun: Set<String> = []
    private var failed: Set<String> = []
    /// After so many groups have failed no further one begins.
    private let stopAfterFailures: Int?

    init(_ walk: Walk, stopAfterFailures: Int?) {
        self.walk = walk
        self.stopAfterFailures = stopAfterFailures
    }

    var isRunning: Bool { running > 0 }

    /// Whether a step is ready that was not looked at yet.
    var mayStart: Bool { walk.hasNext }

    /// The next step, which is taken to run; nil where none may begin. Once too many groups have failed, it is one of a group that
    /// was begun, and the others are skipped.
    mutating func start() -> Int? {
        while let number = walk.next() {
            let group = walk.steps[number].address.group
            if let most = stopAfterFailures, failed.count >= most, !begun.contains(group) {
                // Nothing of it was begun, so that there is nothing of it to record either.
                let failures = "\(failed.count) \(failed.count == 1 ? "workspace" : "workspaces") failed"
                _ = walk.end(number, .skipped("not begun, since \(failures)"))
                continue
            }
            begun.insert(group)
            running += 1
            return number
        }
        return nil
    }

    /// Takes in how a running step ended; returns the groups of which nothing is left.
    mutating func end(_ number: Int, _ outcome: StepOutcome) -> Set<String> {
        running -= 1
        if case .failed = outcome { failed.insert(walk.steps[number].address.group) }
        return walk.end(number, outcome)
    }

    /// Ends what has not ended; returns the groups of which nothing was left only now.
    mutating func skipRest(_ reason: String) -> Set<String> { walk.skipRest(reason) }
}
