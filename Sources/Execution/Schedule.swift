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

    /// How every step ended. What depends on a failed step is skipped; the rest goes on.
    func run() async throws -> [ResourceAddress: StepOutcome] {
        context.report(.runStarted(steps: walk.steps.count))
        var walk = walk
        // What cannot be recorded must not cut off what is being written; it is thrown at the end.
        var failure: (any Error)?
        do { try await record(unrecorded, of: walk) } catch { failure = error }
        let (events, sender) = AsyncStream.makeStream(of: Event.self)
        context.slots.onFreed { sender.yield(.freed) }
        await withDiscardingTaskGroup { running in
            var count = 0
            var begun: Set<String> = []
            var failed: Set<String> = []
            func startReady() {
                while !context.isStopping, walk.hasNext, context.slots.tryTake() {
                    guard let number = next(&walk, begun, failed) else { return context.slots.giveBack() }
                    begun.insert(walk.steps[number].address.group)
                    count += 1
                    running.addTask { [step = walk.steps[number], slots = context.slots] in
                        let outcome = await StepRunner(step: step, context: context).run()
                        sender.yield(.ended(number, outcome))
                        slots.giveBack()
                    }
                }
            }
            startReady()
            guard count > 0 else { return }
            for await event in events {
                if case .ended(let number, let outcome) = event {
                    count -= 1
                    context.report(.stepFinished(outcome), walk.steps[number].address)
                    if case .failed = outcome { failed.insert(walk.steps[number].address.group) }
                    do {
                        try await record(walk.end(number, outcome), of: walk)
                    } catch {
                        failure = failure ?? error
                    }
                }
                startReady()
                if count == 0 { break }
            }
        }
        do {
            try await record(walk.skipRest(context.lossReason ?? "interrupted"), of: walk)
        } catch {
            failure = failure ?? error
        }
        if let failure { throw failure }
        return walk.outcomes
    }

    /// What lets further steps start.
    private enum Event {
        case ended(Int, StepOutcome)
        case freed
    }

    /// The next step that may start; once too many groups have failed only of a group that was begun.
    private func next(_ walk: inout Walk, _ begun: Set<String>, _ failed: Set<String>) -> Int? {
        while let number = walk.next() {
            guard let most = stopAfterFailures, failed.count >= most,
                !begun.contains(walk.steps[number].address.group)
            else { return number }
            // Nothing of it was begun, so that there is nothing of it to record either.
            let failures = "\(failed.count) \(failed.count == 1 ? "workspace" : "workspaces") failed"
            _ = walk.end(number, .skipped("not begun, since \(failures)"))
        }
        return nil
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
