import Document
import TestSupport

/// Applies under faults that follow from a seed; once these are gone, a few more must mend everything.
struct FaultyRuns: Sendable {
    let undisturbed: Undisturbed
    let report: ChaosReport

    func run(_ seeds: [Int], lanes: Int) async throws {
        let left = WorkQueue(seeds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<lanes {
                group.addTask { while let seed = left.next() { try await run(seed) } }
            }
            try await group.waitForAll()
        }
    }

    private func run(_ seed: Int) async throws {
        let site = try await ChaosSite(seed: seed, patience: "6s")
        var trial = Trial(scenario: "faults", name: "faults \(seed)")
        let faults = Self.faults(seed: seed)
        for fault in faults { try await site.addFault(fault) }
        let first = try await site.berth(Kill.Command.apply.arguments, lease: .short)
        if first.status == 137 { trial.note(.diverged, "the apply under faults did not end") }
        try await site.clearFaults()
        for command in [Kill.Command.apply, .destroy] { try await settle(command, on: site, &trial) }
        if let first = trial.findings.first { trial.note(first.failure, "after the faults \(faults.words)") }
        report.add(trial)
    }

    /// Runs a command until it ends well, three times at most, and looks what is there.
    private func settle(_ command: Kill.Command, on site: ChaosSite, _ trial: inout Trial) async throws {
        var last = try await site.berth(command.arguments)
        for _ in 0..<2 where last.status != 0 { last = try await site.berth(command.arguments) }
        if last.status != 0 { trial.note(.diverged, "\(command.rawValue): \(last.ending)") }
        try await undisturbed.check(command, on: site, &trial)
        let locks = try await site.locks(all: command == .destroy)
        if !locks.isEmpty { trial.note(.locks, "\(locks)") }
    }

    /// One to three faults.
    static func faults(seed: Int) -> [Value] {
        var chance = SeededGenerator(seed: UInt64(seed))
        return (0..<Int.random(in: 1...3, using: &chance)).map { _ in fault(&chance) }
    }

    private static func fault(_ chance: inout SeededGenerator) -> Value {
        let requests = [
            "status", "status", "reset-before", "reset-after", "reset-after", "truncate", "latency", "cut-watch",
        ]
        let states = [
            "never-ready", "bad-image", "crash", "pause-controllers", "silent-tenant", "unready-datastore",
            "no-address",
            "named-address", "clock-skew", "fail-action",
        ]
        let isState = Int.random(in: 0..<3, using: &chance) == 0
        let kind = (isState ? states : requests).randomElement(using: &chance) ?? "status"
        var fault: Value = ["kind": .string(kind)]
        var match: Value = [:]
        if isState {
            let clusters = kind == "fail-action" ? ["hcloud", "ionos"] : ["fsn1-a", "fra-a"]
            match["cluster"] = .string(clusters.randomElement(using: &chance) ?? "")
            if kind == "fail-action" { fault["times"] = 1 }
            if kind == "clock-skew" { fault["offset"] = .string(Bool.random(using: &chance) ? "-90s" : "300s") }
        } else {
            if let method = ["GET", "PATCH", "POST", "PUT", nil].randomElement(using: &chance) ?? nil,
                kind != "cut-watch"
            {
                match["method"] = .string(method)
            }
            if let cluster = ["fsn1-a", "fra-a", "root-1", "hcloud", "ionos", "tenant/*", nil, nil].randomElement(
                using: &chance)
                ?? nil
            {
                match["cluster"] = .string(cluster)
            }
            fault["probability"] = Value(Double(Int.random(in: 5...60, using: &chance)) / 100)
            fault["times"] = .integer(Int64.random(in: 1...25, using: &chance))
            if kind == "status" {
                fault["status"] = .integer([429, 500, 502, 503, 504].randomElement(using: &chance) ?? 503)
                if Bool.random(using: &chance) { fault["retryAfter"] = 1 }
            }
            if kind == "latency" { fault["delay"] = "p50=20ms,p99=1500ms" }
        }
        fault["match"] = match
        return fault
    }
}

extension [Value] {
    fileprivate var words: String { map { String(decoding: $0.json(), as: UTF8.self) }.joined(separator: " ") }
}
