import ArgumentParser
import Backends
import Execution
import Kubernetes
import Planning
import Reports
import State

/// What the process tells its caller; the same codes for all commands.
package enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    /// Done, or nothing to do.
    case success = 0
    case failure = 1
    /// There are changes (where they were asked for), or drift.
    case changes = 2
    /// The world is not as the plan saw it, or the plan was carried out already.
    case stale = 3
    /// Another run holds the lock.
    case locked = 4
    /// A guard of the estate, or protection, refused.
    case refused = 5
    case partlyApplied = 6
    /// Something did not answer and is unknown.
    case unreachable = 7
    /// The command line is wrong.
    case usage = 64
    /// The time of `--timeout` was over; what was being written then was finished and recorded.
    case timedOut = 124
    case interrupted = 130
}

extension ExitStatus {
    /// What planning came to. Problems weigh most, then what is unknown, then changes, and workspaces that have no file any
    /// more.
    package init(of plan: Plan, reportsChanges: Bool, countsOrphans: Bool = true) {
        // What cannot be set back is drift, and the plan is none the worse for it.
        let problems = plan.problems.filter { $0.kind != .irreversible }
        if !problems.isEmpty {
            self = problems.allSatisfy { $0.kind == .refused } ? .refused : .failure
        } else if plan.isPartlyUnknown {
            self = .unreachable
        } else {
            let isOpen =
                plan.hasChanges || !plan.problems.isEmpty || countsOrphans && !plan.leftovers.orphans.isEmpty
            self = reportsChanges && isOpen ? .changes : .success
        }
    }

    /// This status, or `unreachable` where it rests on a state that may be older than what others published.
    func given(_ freshness: StateFreshness) -> ExitStatus { given(oldState: freshness.isStale) }

    /// The same where it is known already whether the state may be older.
    func given(oldState isOld: Bool) -> ExitStatus {
        isOld && [.success, .changes].contains(self) ? .unreachable : self
    }

    /// What looking for drift came to.
    package init(of drift: DriftReport) {
        self = drift.hasDrift ? .changes : drift.isPartial ? .unreachable : .success
    }

    /// What carrying a plan out came to.
    package init(of result: RunResult, plan: Plan) {
        self =
            switch result.status {
            case .interrupted: .interrupted
            case .partlyApplied: .partlyApplied
            case .applied where !plan.problems.isEmpty: .partlyApplied
            case .applied: plan.isPartlyUnknown ? .unreachable : .success
            }
    }

    /// What an error means that ended a command.
    package init(of error: any Error) {
        self =
            switch error {
            case is StalePlanError, is PlanAudit.SpecificationChanged, is PlanAudit.InstallForgotten: .stale
            case is PlanRefusedError, is StateEditRefusal: .refused
            case is RunLockLoss: .locked
            case let error as LockReleaseError: if case .alive = error { .locked } else { .failure }
            case let error as RunLockError: error.isHeldByOther ? .locked : .stale
            case is RoomUnknownError: .unreachable
            case is CancellationError: .interrupted
            case is UsageError, is PlanScope.UnknownName, is Rotation.UnknownName: .usage
            case let error as KubernetesError:
                error.isCancelled ? .interrupted : error.isUnreachable ? .unreachable : .failure
            case let error as StateError where error.reason == .noRevision: .usage
            case let error as StateError: error.reason == .unreadable ? .unreachable : .failure
            case let error as BackendError: error.reason == .unreachable ? .unreachable : .failure
            default: .failure
            }
    }
}

extension ExitStatus {
    /// What `--detailed-exitcode` does.
    static let detailedHelp: ArgumentHelp =
        "Exits with 2 where there are changes, or workspaces that have no file any more."

    /// Ends a command with this status; does nothing for success.
    func exit() throws {
        if self != .success { throw ExitCode(rawValue) }
    }
}
