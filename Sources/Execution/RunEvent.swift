import Planning
import Resources

/// Something that happened in a run, in the order in which it did: what progress displays and `--events` show.
package struct RunEvent: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// So many steps are to be done.
        case runStarted(steps: Int)
        case stepStarted
        /// A step still waits, and for what; at most every few seconds.
        case stepProgress(String)
        /// An attempt failed and is made again.
        case stepRetried(reason: String, attempt: Int)
        case stepFinished(StepOutcome)
        /// What a failed install had created is taken away again.
        case undoStarted
        /// Something that the user should know and that does not stop the run.
        case notice(String)
        case runFinished(RunResult)
    }

    /// RFC 3339 with milliseconds, UTC.
    package var time: String
    /// Nil for events of the run as a whole.
    package var address: ResourceAddress?
    package var kind: Kind

    package init(time: String, address: ResourceAddress? = nil, kind: Kind) {
        self.time = time
        self.address = address
        self.kind = kind
    }
}

extension RunEvent {
    /// Whether it says that a run as a whole begins or ends.
    package var isOfWholeRun: Bool {
        switch kind {
        case .runStarted, .runFinished: true
        default: false
        }
    }
}

/// How a step ended.
package enum StepOutcome: Sendable, Hashable {
    case done
    /// It was in the wanted state already: an earlier run of the same plan had done it.
    case alreadyDone
    case failed(String)
    /// Not started, since this step before it did not succeed; or the run was interrupted before or while it was done.
    case skipped(String)
}

/// What a run came to.
package struct RunResult: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable {
        case applied
        /// Something failed and the rest was carried out, or the run lost its lock.
        case partlyApplied = "partly-applied"
        case interrupted
    }

    package var status: Status
    package var outcomes: [ResourceAddress: StepOutcome]
    /// What the steps that did not come to their end did to objects all the same, by action.
    package var unfinished: [ResourceAddress: [Action: Int]] = [:]
    /// Why the run stopped where neither the user nor a failed step did it: it lost its lock.
    package var reason: String?
    /// The commits in the state repository, oldest first.
    package var commits: [String]

    package init(
        status: Status, outcomes: [ResourceAddress: StepOutcome], reason: String? = nil, commits: [String] = []
    ) {
        self.status = status
        self.outcomes = outcomes
        self.reason = reason
        self.commits = commits
    }

    package var failures: [(address: ResourceAddress, reason: String)] {
        outcomes.sorted { $0.key < $1.key }.compactMap { address, outcome in
            if case .failed(let reason) = outcome { (address, reason) } else { nil }
        }
    }
}
