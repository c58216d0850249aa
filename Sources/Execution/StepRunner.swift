import Planning
import Resources
import State

/// Carries out one step.
struct StepRunner: Sendable {
    let step: Step
    let context: RunContext

    /// How it ended; never throws, since a failure is part of the result.
    func run() async -> StepOutcome {
        let outcome = await attempt()
        if outcome.isSuccess { context.work.finish(step.address) }
        return outcome
    }

    private func attempt() async -> StepOutcome {
        context.report(.stepStarted, step.address)
        let deadline = Deadline(
            after: step.timeout, interruption: context.interruption, slots: context.slots)
        do {
            if step.action == .delete {
                return try await Removal(step: step, context: context, deadline: deadline).run()
            } else if let gate = step.gate {
                try await GateKeeper(gate: gate, step: step, context: context, deadline: deadline).pass()
            } else {
                return try await Installation(step: step, context: context, deadline: deadline).run()
            }
            return .done
        } catch WaitError.interrupted {
            return .skipped(context.lossReason ?? "interrupted while it was on its way")
        } catch let loss as RunLockLoss {
            return .skipped("\(loss)")
        } catch {
            return .failed("\(error)")
        }
    }
}

/// Tries again what failed for a passing reason, or since the item had moved on, until the time of the step is over.
struct Attempts: Sendable {
    let context: RunContext
    let address: ResourceAddress
    let deadline: Deadline

    /// Gives `body` the number of the attempt, from 1. Errors that are not transient are thrown at once.
    func run<Result: Sendable>(_ body: (Int) async throws -> Result) async throws -> Result {
        var pause = context.pace.firstRetry
        var attempt = 1
        while true {
            do {
                // Waiting may have taken long.
                try context.checkStillHeld()
                return try await body(attempt)
            } catch  where error.passes {
                guard !deadline.isOver, !context.interruption.isRequested else { throw error }
                attempt += 1
                context.report(.stepRetried(reason: "\(error)", attempt: attempt), address)
                let wait = pause
                try await deadline.wait { try await Task.sleep(for: wait) }
                pause = min(pause * 2, context.pace.longestRetry)
            }
        }
    }
}

extension Error {
    /// Whether the same may succeed a moment later: after an overload, or when the item has been read again.
    fileprivate var passes: Bool {
        (self as? any TransientError)?.isTransient == true || (self as? any Superseded)?.isSuperseded == true
    }
}
