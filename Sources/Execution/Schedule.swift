import Planning
import Resources

/// Walks the steps of a plan: each starts when all before it are done, at most `limit` at once.
struct Schedule: Sendable {
    private let steps: [Step]
    /// The steps of the run that must be done before each; what is right already is none of them.
    private let dependencies: [ResourceAddress: [ResourceAddress]]
    private let groups: [Plan.Group]
    private let context: RunContext
    private let limit: Int

    init(_ plan: Plan, context: RunContext, limit: Int) {
        steps = plan.steps.filter { $0.action.isChange || $0.action == .wait }
        let present = Set(steps.map(\.address))
        dependencies = Dictionary(
            steps.map { ($0.address, $0.dependencies.filter(present.contains).sorted()) }
        ) { first, _ in first }
        groups = plan.groups
        self.context = context
        self.limit = max(1, limit)
    }

    /// How every step ended. What depends on a failed step is skipped; the rest goes on.
    func run() async throws -> [ResourceAddress: StepOutcome] {
        context.report(.runStarted(steps: steps.count))
        var outcomes: [ResourceAddress: StepOutcome] = [:]
        var started: Set<ResourceAddress> = []
        var finished: Set<String> = []
        // What cannot be recorded must not cut off what is being written; it is thrown at the end.
        var failure: (any Error)?
        try await withThrowingTaskGroup(of: (ResourceAddress, StepOutcome).self) { running in
            var count = 0
            func startReady() {
                for step in steps where count < limit && !started.contains(step.address) {
                    guard dependencies[step.address, default: []].allSatisfy({ outcomes[$0]?.isSuccess == true }),
                        !context.interruption.isRequested
                    else { continue }
                    started.insert(step.address)
                    count += 1
                    running.addTask { (step.address, await StepRunner(step: step, context: context).run()) }
                }
            }
            skip(&outcomes, started)
            startReady()
            while let (address, outcome) = try await running.next() {
                count -= 1
                outcomes[address] = outcome
                context.report(.stepFinished(outcome), address)
                skip(&outcomes, started)
                do {
                    try await record(outcomes, &finished)
                } catch {
                    failure = failure ?? error
                }
                startReady()
            }
        }
        for step in steps where outcomes[step.address] == nil { outcomes[step.address] = .skipped("interrupted") }
        do {
            try await record(outcomes, &finished)
        } catch {
            failure = failure ?? error
        }
        if let failure { throw failure }
        return outcomes
    }

    /// Marks what can never start, since something before it failed.
    private func skip(_ outcomes: inout [ResourceAddress: StepOutcome], _ started: Set<ResourceAddress>) {
        for step in steps where outcomes[step.address] == nil && !started.contains(step.address) {
            let blocking = dependencies[step.address, default: []].first { outcomes[$0].map { !$0.isSuccess } ?? false }
            if let blocking { outcomes[step.address] = .skipped("\(blocking) did not succeed") }
        }
    }

    /// Commits the snapshot of each group of which every step has ended.
    private func record(_ outcomes: [ResourceAddress: StepOutcome], _ finished: inout Set<String>) async throws {
        for group in groups where !finished.contains(group.name) {
            let own = steps.filter { $0.address.group == group.name }
            guard !own.isEmpty, own.allSatisfy({ outcomes[$0.address] != nil }) else { continue }
            finished.insert(group.name)
            try await context.recorder.finish(
                group,
                outcomes: Dictionary(
                    uniqueKeysWithValues: own.compactMap { step in
                        outcomes[step.address].map { (step.address, $0) }
                    }))
        }
    }
}

extension StepOutcome {
    var isSuccess: Bool { self == .done || self == .alreadyDone }
}
