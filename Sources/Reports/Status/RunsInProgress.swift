import Execution
import Kubernetes

/// The runs in progress as `berth status` shows them: by group, or why they are not known.
package enum RunsInProgress: Sendable {
    package struct Run: Sendable, Hashable {
        package var holder: LockTable.Holder
        /// Whether it was seen to renew its lock, or its lease is not over yet: on a busy machine a run renews late.
        package var isAlive: Bool

        package init(_ holder: LockTable.Holder, isAlive: Bool) {
            self.holder = holder
            self.isAlive = isAlive
        }
    }

    case known([String: Run])
    case unknown(String)

    /// `now` is the time by this machine's clock, which only speaks for a run, never against one that was seen to renew.
    package init(_ survey: LockSurvey, now: Timestamp) {
        self = .known(
            Dictionary(
                survey.table.groups.compactMap { group in
                    survey.table.holder(of: group).map { holder in
                        (group, Run(holder, isAlive: survey.isAlive(holder) || survey.isUnexpired(holder, at: now)))
                    }
                }
            ) { $1 })
    }

    /// By group; empty where they are not known.
    package var runs: [String: Run] {
        if case .known(let runs) = self { runs } else { [:] }
    }

    /// Those of some groups.
    package func filter(_ isIncluded: (String) -> Bool) -> RunsInProgress {
        if case .known(let runs) = self { .known(runs.filter { isIncluded($0.key) }) } else { self }
    }

    /// Why they are not known; nil where they are.
    package var unknownReason: String? {
        if case .unknown(let reason) = self { reason } else { nil }
    }
}

extension RunsInProgress.Run {
    /// `a run is in progress: Jane Doe on ci-3, run …, since 2026-11-23T04:52:08Z`.
    var words: String {
        let since = holder.sinceText.map { ", since \($0)" } ?? ""
        return isAlive
            ? "a run is in progress: \(holder.text)\(since)"
            : "locked by a run that shows no sign of life: \(holder.text)\(since)"
    }
}
