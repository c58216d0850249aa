import Document
import Resources

extension Plan {
    /// Workspaces that a run changes at once, and begins with when all of the wave before are ready.
    package struct Wave: Sendable, Hashable {
        /// Counted over the estate, from 1: waves in which a plan has nothing to do are not in it.
        package var number: Int
        /// How many waves the rollout has.
        package var total: Int
        /// The workspaces, sorted.
        package var groups: [String]
        /// What goes out: names of applications, sorted; empty where it is a change of the estate's.
        package var applications: [String]
        /// How long a run waits before the next wave, in seconds.
        package var pause: Int64
        /// After so many workspaces have failed no further one begins.
        package var stopAfterFailures: Int
        /// The workspaces of earlier waves of which nobody can tell that they are ready, sorted: with any of them it does not
        /// begin.
        package var unready: [String] = []
        /// The workspaces of earlier waves in other shards that were not ready by the state when the plan was made, sorted: a run
        /// looks again before the wave begins.
        package var awaited: [String] = []

        package init(
            number: Int, total: Int, groups: [String], applications: [String], pause: Int64 = 0,
            stopAfterFailures: Int = 1
        ) {
            self.number = number
            self.total = total
            self.groups = groups
            self.applications = applications
            self.pause = pause
            self.stopAfterFailures = stopAfterFailures
        }
    }

    /// What a run of the plan carries out one after the other: what goes in no wave, then each wave, every part a plan of its own.
    /// One part where it has no waves.
    package var parts: [(wave: Wave?, plan: Plan)] {
        guard let first = waves.first else { return [(nil, self)] }
        let waved = Set(waves.flatMap(\.groups))
        let rest = part { !waved.contains($0) }
        let hasOthers = rest.steps.contains(where: \.runs)
        // What is only to be recorded is so beside the first change of the run.
        let recorded = hasOthers ? [] : unrecordedGroups
        let others = waves.map { wave -> (wave: Wave?, plan: Plan) in
            let groups = Set(wave.groups).union(wave == first ? recorded : [])
            return (wave, part(of: groups.contains))
        }
        return (hasOthers ? [(nil, rest)] : []) + others
    }

    /// What of a plan of workspaces in earlier waves keeps a wave of a run from beginning: something is not ready, is not as it
    /// should be any more, or nobody can tell how it is though `planned`, the plan that is carried out, could; nil where all is well.
    ///
    /// What the plan leaves out, as with `--exclude`, keeps nothing from beginning. Of workspaces that are not in it at all counts
    /// what goes out in the wave.
    package func obstacle(to wave: Wave, since planned: Plan) -> String? {
        let held = Set(planned.steps.map(\.resource))
        let groups = Set(planned.groups.map(\.name))
        var now = self
        now.steps = steps.filter { step in
            if groups.contains(step.address.group) { return held.contains(step.resource) }
            return wave.applications.isEmpty
                || step.deployment.map { wave.applications.contains($0.application) } ?? false
        }
        // What the plan could not do has its problem still, and what waited for workers may have got some.
        let left = Set(planned.problems.compactMap(\.address))
            .union(planned.steps.filter { $0.action == .defer }.map(\.address))
        for step in now.steps {
            guard !left.contains(step.address) else { continue }
            if step.action == .wait, step.gate == nil { return "\(step.address) is \(step.reason)" }
            if let removed = step.changes.first(where: \.wasRemoved) {
                return "\(removed.key) of \(step.address) was removed"
            }
            if step.changes.contains(where: \.action.isChange) {
                return "\(step.address) is not as it should be (\(step.reason))"
            }
        }
        return now.unknownGroups.subtracting(planned.unknownGroups).min().map { group in
            let reason =
                now.steps.first { $0.address.group == group && $0.action == .unknown }?.reason
                ?? problems.first { $0.address?.group == group }?.message
                ?? unreachable.first { $0.place == .tenant(group) }?.reason
            return "the condition of \(group) is unknown" + (reason.map { " (\($0))" } ?? "")
        }
    }

    /// The same plan of what some of its parts are about.
    package func rest(of parts: [(wave: Wave?, plan: Plan)]) -> Plan {
        let groups = Set(parts.flatMap(\.plan.groups).map(\.name))
        return part(of: groups.contains)
    }
}

extension Plan.Wave {
    /// As plan files keep it.
    var value: Value {
        [
            "number": .integer(Int64(number)), "total": .integer(Int64(total)),
            "groups": .array(groups.map(Value.string)), "applications": .array(applications.map(Value.string)),
            "pauseSeconds": .integer(pause), "stopAfterFailures": .integer(Int64(stopAfterFailures)),
            "unready": .array(unready.map(Value.string)), "awaited": .array(awaited.map(Value.string)),
        ]
    }

    /// Reads what `value` writes.
    init(_ reader: FieldReader) throws {
        func number(_ key: String) throws -> Int {
            try reader.required(key, "a number from 1") { value in
                value.integer.flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
            }
        }
        self.init(
            number: try number("number"), total: try number("total"),
            groups: try reader.items("groups").map { try $0.text() },
            applications: try reader.items("applications").map { try $0.text() },
            pause: try reader.required("pauseSeconds", "a number of seconds") { value in
                value.integer.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
            }, stopAfterFailures: try number("stopAfterFailures"))
        unready = try reader.items("unready").map { try $0.text() }
        awaited = try reader.items("awaited").map { try $0.text() }
    }
}
