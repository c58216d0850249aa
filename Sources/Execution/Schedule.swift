import Planning
import Resources

/// Walks the steps of a plan: each starts when all before it are done and a slot is free.
struct Schedule: Sendable {
    private let walk: Walk
    /// The groups of the plan with their places in it.
    private let groups: [String: (place: Int, group: Plan.Group)]
    /// What is recorded though no step of it runs.
    private let unrecorded: Set<String>
    private let context: RunContext
    /// After so many groups have failed no further one begins.
    private let stopAfterFailures: Int?

    init(_ plan: Plan, context: RunContext, stopAfterFailures: Int? = nil) {
        walk = Walk(plan.steps.filter(\.runs))
        groups = Dictionary(plan.groups.enumerated().map { ($1.name, ($0, $1)) }) { first, _ in first }
        unrecorded = plan.unrecordedGroups
        self.context = context
        self.stopAfterFailures = stopAfterFailures
    }

    /// What lets further steps start.
    private enum Event {
        case ended(Int, StepOutcome)
        case freed
    }

    /// How every step ended. What depends on a failed step is skipped; the rest goes on.
    func run() async throws -> [ResourceAddress: StepOutcome] {
        context.report(.runStarted(steps: walk.steps.count))
        var progress = WalkProgress(walk, stopAfterFailures: stopAfterFailures)
        // What cannot be recorded must not cut off what is being written; it is thrown at the end.
        var failure: (any Error)?
        do { try await record(unrecorded, of: progress.walk) } catch { failure = error }
        let (events, sender) = AsyncStream.makeStream(of: Event.self)
        context.slots.onFreed { sender.yield(.freed) }
        await withDiscardingTaskGroup { running in
            func startReady() {
                while !context.isStopping, progress.mayStart, context.slots.tryTake() {
                    guard let number = progress.start() else { return context.slots.giveBack() }
                    running.addTask { [step = walk.steps[number], slots = context.slots] in
                        let outcome = await StepRunner(step: step, context: context).run()
                        // Whether it failed is known before another step takes its slot.
                        sender.yield(.ended(number, outcome))
                        slots.giveBack()
                    }
                }
            }
            startReady()
            guard progress.isRunning else { return }
            for await event in events {
                if case .ended(let number, let outcome) = event {
                    context.report(.stepFinished(outcome), walk.steps[number].address)
                    do {
                        try await record(progress.end(number, outcome), of: progress.walk)
                    } catch {
                        failure = failure ?? error
                    }
                }
                startReady()
                // The last step that ended may not have given its slot back yet, which what is ready waits for.
                if !progress.isRunning, context.isStopping || !progress.mayStart { break }
            }
        }
        do {
            try await record(progress.skipRest(context.lossReason ?? "interrupted"), of: progress.walk)
        } catch {
            failure = failure ?? error
        }
        if let failure { throw failure }
        return progress.walk.outcomes
    }

    /// Commits the snapshots of groups of which every step has ended. Without its lock a run records nothing of them: what
    /// its successor recorded would be overwritten, and the marks in the world say what was made.
    private func record(_ ended: Set<String>, of walk: Walk) async throws {
        guard context.lossReason == nil else { return }
        // What another shard makes is that one's to record.
        for (_, group) in ended.filter({ !context.plan.isElsewhere($0) }).compactMap({ groups[$0] }).sorted(by: {
            $0.place < $1.place
        }) {
            try await context.recorder.finish(group, outcomes: walk.outcomes(of: group.name))
        }
    }
}

extension StepOutcome {
    var isSuccess: Bool { self == .done || self == .alreadyDone }
}
