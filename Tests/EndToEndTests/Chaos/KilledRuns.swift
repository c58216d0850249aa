import TestSupport

/// Commands that are killed and run again.
struct KilledRuns: Sendable {
    let undisturbed: Undisturbed
    let report: ChaosReport

    /// Tries all kills, so many sandboxes at a time. A kill of an apply or of a plan is followed by one of a destruction on the
    /// same sandbox, which begins and ends with nothing.
    func run(_ kills: [Kill], lanes: Int) async throws {
        let makings = WorkQueue(kills.filter { $0.command != .destroy })
        let destructions = WorkQueue(kills.filter { $0.command == .destroy })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<lanes {
                group.addTask {
                    var site: ChaosSite?
                    while true {
                        let making = makings.next()
                        let destruction = destructions.next()
                        if making == nil, destruction == nil { return }
                        let place: ChaosSite
                        if let site { place = site } else { place = try await ChaosSite() }
                        site = try await cycle(making, destruction, on: place) ? place : nil
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// From nothing to nothing; false where something was found, so that what is left belongs to no other trial.
    private func cycle(_ making: Kill?, _ destruction: Kill?, on site: ChaosSite) async throws -> Bool {
        let isMade = try await trial(making, .apply, on: site)
        guard isMade else {
            // What could not be made is no ground for another trial.
            if let destruction { try await run([destruction], lanes: 1) }
            return false
        }
        let isGone = try await trial(destruction, .destroy, on: site)
        try site.forgetState()
        return isGone
    }

    /// Kills a command and runs it again, or runs the other where there is none to kill.
    private func trial(_ kill: Kill?, _ other: Kill.Command, on site: ChaosSite) async throws -> Bool {
        let command = kill?.command ?? other
        var trial = Trial(
            scenario: kill?.scenario ?? "\(command.rawValue), undisturbed", name: kill?.description ?? "-")
        if command == .plan { _ = try await site.berth(["plan", "--out", "plan.json"]) }
        var outcomes = [try await site.run(command.arguments, killing: kill?.moment)]
        trial.isKill = kill != nil
        trial.isStruck = kill != nil && outcomes[0].status == 137
        while outcomes.count < 4, let last = outcomes.last, !last.isDone {
            outcomes.append(try await site.berth(command.arguments))
        }
        if let last = outcomes.last, !last.isDone {
            trial.note(last.status == 3 ? .stale : .diverged, last.ending)
        } else if outcomes.count > (outcomes[0].mayFail ? 2 : 1) {
            let failed = outcomes[outcomes.count - 2]
            trial.note(.diverged, "a run that nobody killed failed:\n\(failed.ending)")
        }
        try await undisturbed.check(command, on: site, &trial)
        var locks = try await site.locks(all: command == .destroy)
        if command != .destroy, locks.allSatisfy({ $0.contains(".run.") }), !locks.isEmpty {
            // Who was killed before it held anything, or after it gave all back, keeps nobody out. What it left goes with the
            // next run that finds nothing to do.
            let nothing = try await site.berth(Kill.Command.apply.arguments)
            if nothing.status != 0 { trial.note(.diverged, "apply with nothing to do: \(nothing.ending)") }
            locks = try await site.locks(all: false)
        }
        if !locks.isEmpty { trial.note(.locks, "\(locks)") }
        if kill != nil || !trial.findings.isEmpty { report.add(trial) }
        return trial.findings.isEmpty
    }
}

extension Program.Outcome {
    /// Whether a run with a short lock was killed, or lost the lock because the machine was busy.
    fileprivate var mayFail: Bool { status == 137 || (status == 6 && errors.contains("could not be renewed in time")) }

    /// Whether a run came to its end, or found that an earlier run of the plan did.
    fileprivate var isDone: Bool {
        status == 0 || (status == 3 && errors.contains("this plan was carried out already"))
    }
}
