import TestSupport
import Testing

/// Runs that are killed, disturbed or in each other's way, and what the world looks like when they were run again.
///
/// `make chaos` does all of it and takes long; `ChaosSize` says how to do a part, or one trial alone.
struct ChaosTests {
    @Test func everythingComesToItsEnd() async throws {
        let size = ChaosSize.current
        let begun = ContinuousClock.now
        let undisturbed = try await Undisturbed(on: try await ChaosSite())
        let report = ChaosReport()
        let killed = KilledRuns(undisturbed: undisturbed, report: report)
        try await killed.run(kills(size, undisturbed), lanes: size.lanes)
        try await FaultyRuns(undisturbed: undisturbed, report: report).run(seeds(size), lanes: size.lanes)
        try await concurrentRuns(size, ConcurrentRuns(undisturbed: undisturbed, report: report))
        let failures = report.trials.filter { !$0.findings.isEmpty }
        print("\(ChaosTable(trials: report.trials))\nafter \(ContinuousClock.now - begun)")
        for failure in failures { Issue.record("\(failure.report)") }
        let kills = report.trials.filter { $0.isKill }
        #expect(kills.isEmpty || kills.count(where: \.isStruck) * 2 > kills.count, "kills miss what they aim at")
    }

    private func kills(_ size: ChaosSize, _ undisturbed: Undisturbed) -> [Kill] {
        if let only = size.only { return Kill(only).map { [$0] } ?? [] }
        let limit = size.kills ?? .max
        let makings = undisturbed.kills(of: [.apply, .plan]).prefix(limit - limit / 2)
        let destructions = undisturbed.kills(of: [.destroy]).prefix(limit / 2)
        var chance = SeededGenerator(seed: 1)
        let moments = Kill.Command.allCases.flatMap { command in
            (0..<size.moments).map { _ in
                let longest = command == .destroy ? 700 : 1500
                return Kill(command, .milliseconds(.random(in: 50...longest, using: &chance)))
            }
        }
        return size.chosen(moments) + size.chosen(Array(makings)) + size.chosen(Array(destructions))
    }

    private func seeds(_ size: ChaosSize) -> [Int] {
        guard let only = size.only else { return size.chosen(Array(1...size.faultSeeds)) }
        let words = only.split(separator: " ")
        return words.first == "faults" ? words.dropFirst().compactMap { Int($0) } : []
    }

    private func concurrentRuns(_ size: ChaosSize, _ runs: ConcurrentRuns) async throws {
        let words = size.only?.split(separator: " ").map(String.init)
        let all = (1...size.rounds).flatMap { round in
            size.concurrency.flatMap { count in
                ConcurrentRuns.Want.allCases.map { (want: $0, count: count, round: round) }
            }
        }
        let left = WorkQueue(
            size.chosen(all).filter {
                words == nil || (words?.first == $0.want.rawValue && words?.dropFirst().first == "\($0.count)")
            })
        // Each of them is many processes.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, size.lanes / 3) {
                group.addTask {
                    var site: ChaosSite?
                    while let next = left.next() {
                        let place: ChaosSite
                        if let site { place = site } else { place = try await ChaosSite() }
                        let isClean = try await runs.run(next.want, next.count, round: next.round, on: place)
                        site = isClean ? place : nil
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
