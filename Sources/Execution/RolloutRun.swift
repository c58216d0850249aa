import Diagnostics
import Planning
import Resources

/// Carries a plan out wave by wave: each is a run of its own, with its locks, its checks and its records, and begins when everything
/// of the one before is ready.
package struct RolloutRun: Sendable {
    package typealias Part = (wave: Plan.Wave?, plan: Plan)

    /// What a run of waves needs of the outside.
    package struct Environment: Sendable {
        /// Carries out one part; the number tells the runs of one plan apart.
        package var carryOut: @Sendable (Plan, _ number: Int, _ stopAfterFailures: Int?) async throws -> RunResult
        /// Holds the preconditions of a plan against the world, and writes nothing.
        package var check: @Sendable (Plan) async throws -> Void
        /// Whether a part was carried out to its end by an earlier run of the plan.
        package var hasEnded: @Sendable (Plan) async throws -> Bool
        /// Why a wave cannot begin for what others have to do before; nil where it can.
        package var obstacle: @Sendable (Plan.Wave) async throws -> String?
        /// When the waves before one were ready, in seconds since 1970, where an earlier run carried them out; nil where nothing
        /// says so.
        package var ready: @Sendable (Plan.Wave) async throws -> Double?
        package var clock: RunClock
        package var report: @Sendable (RunEvent) -> Void

        package init(
            carryOut: @escaping @Sendable (Plan, Int, Int?) async throws -> RunResult,
            check: @escaping @Sendable (Plan) async throws -> Void,
            hasEnded: @escaping @Sendable (Plan) async throws -> Bool,
            obstacle: @escaping @Sendable (Plan.Wave) async throws -> String?,
            ready: @escaping @Sendable (Plan.Wave) async throws -> Double? = { _ in nil },
            clock: RunClock = RunClock(), report: @escaping @Sendable (RunEvent) -> Void
        ) {
            self.carryOut = carryOut
            self.check = check
            self.hasEnded = hasEnded
            self.obstacle = obstacle
            self.ready = ready
            self.clock = clock
            self.report = report
        }
    }

    private let plan: Plan
    private let environment: Environment
    private let interruption: Interruption

    package init(_ plan: Plan, in environment: Environment, interruption: Interruption) {
        self.plan = plan
        self.environment = environment
        self.interruption = interruption
    }

    /// All preconditions are checked before the first write, and those of a wave once more when it begins.
    ///
    /// Throws what a run throws before anything is written; what keeps a later wave from beginning is in the result.
    package func run() async throws -> RunResult {
        var result = RunResult(status: .applied, outcomes: [:])
        var left: [Part] = []
        for part in plan.parts {
            if try await environment.hasEnded(part.plan) {
                for step in part.plan.steps where step.runs { result.outcomes[step.address] = .alreadyDone }
            } else {
                left.append(part)
            }
        }
        guard !left.isEmpty else {
            throw RunLockError(group: plan.groups.first?.name, .refused(.carriedOut))
        }
        if left.count > 1 { try await environment.check(plan.rest(of: left)) }
        var before: Part?
        report(.runStarted(steps: left.reduce(0) { $0 + $1.plan.steps.count(where: \.runs) }))
        for (index, part) in left.enumerated() {
            do {
                if part.wave?.obstacle == nil { try await pause(after: before?.wave, to: part.wave) }
                if let wave = part.wave {
                    var obstacle = wave.obstacle
                    if obstacle == nil { obstacle = try await environment.obstacle(wave) }
                    if let obstacle {
                        stop(&result, .partlyApplied, before: left[index...], obstacle)
                        break
                    }
                    report(.notice("\(wave.title) begins: \(wave.groups.listed(most: 5))"))
                }
                let one = try await environment.carryOut(part.plan, index, part.wave?.stopAfterFailures)
                result.take(one)
                guard one.status == .applied else {
                    stop(&result, one.status, before: left[(index + 1)...], Self.failure(of: part, in: one))
                    break
                }
            } catch WaitError.interrupted {
                stop(&result, .interrupted, before: left[index...], "interrupted")
                break
            } catch  where index > 0 {
                stop(
                    &result, error is CancellationError ? .interrupted : .partlyApplied, before: left[index...],
                    "\(error)")
                break
            }
            before = part
        }
        report(.runFinished(result))
        return result
    }

    /// Waits until a wave may begin.
    private func pause(after before: Plan.Wave?, to next: Plan.Wave?) async throws {
        guard let next else { return }
        let pause = try await restOfPause(after: before, to: next)
        guard pause > .zero else { return }
        let rest = before == nil ? ", when its pause is over" : ""
        report(.notice("\(next.title) begins in \(pause.words)\(rest)"))
        try await Deadline(after: pause + .seconds(60), interruption: interruption).wait {
            try await Task.sleep(for: pause)
        }
    }

    /// As long as the rollout says, or what is left of that where an earlier run carried out the wave before.
    private func restOfPause(after before: Plan.Wave?, to next: Plan.Wave) async throws -> Duration {
        if let before { return .seconds(before.pause) }
        guard next.number > 1, next.pause > 0, let ready = try await environment.ready(next) else { return .zero }
        // A clock that went back makes no pause longer.
        let pause = Double(next.pause)
        return .seconds(min(max(pause - (environment.clock.now - ready), 0), pause).rounded(.up))
    }

    /// Names what is not begun, and why.
    private func stop(
        _ result: inout RunResult, _ status: RunResult.Status, before left: ArraySlice<Part>, _ reason: String
    ) {
        result.status = status
        guard let first = left.first else { return }
        for step in left.flatMap(\.plan.steps) where step.runs {
            result.outcomes[step.address] = .skipped("its wave did not begin")
        }
        let groups = left.flatMap { $0.wave?.groups ?? [] }
        let title = first.wave?.title ?? "the rest"
        let more = left.count > 1 ? " and \(left.count - 1) more" : ""
        result.reason = "\(title)\(more) did not begin (\(groups.listed(most: 5))): \(reason)"
    }

    /// Why nothing goes on after a part that did not succeed.
    private static func failure(of part: Part, in result: RunResult) -> String {
        let groups = Set(result.failures.map(\.address.group)).sorted()
        let name = part.wave?.title ?? "what comes before the waves"
        guard !groups.isEmpty else { return result.reason ?? "\(name) did not come to its end" }
        return "\(groups.listed(most: 5)) of \(name) failed"
    }

    private func report(_ kind: RunEvent.Kind) {
        environment.report(RunEvent(time: environment.clock.timestamp(), kind: kind))
    }
}

extension RunResult {
    /// Takes in what a part came to.
    fileprivate mutating func take(_ part: RunResult) {
        outcomes.merge(part.outcomes) { $1 }
        unfinished.merge(part.unfinished) { $1 }
        commits += part.commits
        if let reason = part.reason { self.reason = reason }
    }
}

extension Plan.Wave {
    /// `wave 2 of 3`.
    package var title: String { "wave \(number) of \(total)" }

    /// Why it does not begin, by the plan itself; nil where it may.
    package var obstacle: String? {
        unready.isEmpty ? nil : "nobody can tell whether \(unready.listed(most: 5)) of an earlier wave is ready"
    }
}
