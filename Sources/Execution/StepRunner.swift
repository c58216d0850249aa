import Planning
import Resources
import State

/// Carries out one step.
struct StepRunner: Sendable {
    let step: Step
    let context: RunContext

    /// How it ended; never throws, since a failure is part of the result.
    func run() async -> StepOutcome {
        context.report(.stepStarted, step.address)
        let deadline = Deadline(after: step.timeout, interruption: context.interruption)
        do {
            if step.action == .delete {
                try await Removal(step: step, context: context, deadline: deadline).run()
            } else if let gate = step.gate {
                try await GateKeeper(gate: gate, step: step, context: context, deadline: deadline).pass()
            } else {
                return try await Installation(step: step, context: context, deadline: deadline).run()
            }
            return .done
        } catch WaitError.interrupted {
            return .skipped("interrupted while it was on its way")
        } catch {
            return .failed("\(error)")
        }
    }
}

/// Tries again what failed for a passing reason, until the time of the step is over.
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
                return try await body(attempt)
            } catch let error as any TransientError where error.isTransient {
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
