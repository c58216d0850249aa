import Diagnostics
import Resources

/// Puts the plans of all shards of an estate beside each other, as one to be read: a plan of everything, held against the guards
/// as a whole. It is not one to be applied; each shard applies its own.
package struct ShardMerge: Sendable {
    /// A plan with the name of its file.
    package struct Source: Sendable {
        package var name: String
        package var plan: Plan

        package init(name: String, plan: Plan) {
            self.name = name
            self.plan = plan
        }
    }

    /// The files are not the plans of all shards of one fleet, with everything that is wrong.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        package var faults: [String]

        package var description: String {
            "these are not the plans of all shards of one fleet: \(faults.joined(separator: "; "))\n"
                + "plan the shards again, all from the same files"
        }
    }

    private let plans: [(part: Plan.Part, plan: Plan)]

    /// Throws `Failure` unless there is exactly one plan of each shard, all of the same estate, specification and options.
    package init(_ sources: [Source]) throws(Failure) {
        let faults = Self.faults(of: sources)
        guard faults.isEmpty else { throw Failure(faults: faults.map(\.sanitized)) }
        plans = sources.compactMap { source in source.plan.part.map { ($0, source.plan) } }
            .sorted { $0.part.shard.number < $1.part.shard.number }
    }

    private static func faults(of sources: [Source]) -> [String] {
        guard let first = sources.first else { return ["there is no plan"] }
        var faults = sources.filter { $0.plan.part == nil }.map { "\($0.name) is a plan of no shard" }
        guard let expected = first.plan.part else { return faults }
        var names: [Int: [String]] = [:]
        for source in sources {
            guard let part = source.plan.part else { continue }
            faults += differences(of: source, part, from: first, expected)
            if part.shard.count == expected.shard.count { names[part.shard.number, default: []].append(source.name) }
            let strangers = Set(source.plan.steps.map(\.address.group))
                .filter { source.plan.isElsewhere($0) && ResourceAddress.Scope(group: $0).cluster == nil }
            if let stranger = strangers.min() {
                faults.append("\(source.name) holds \(stranger), which is not of shard \(part.shard)")
            }
        }
        for (number, files) in names.sorted(by: { $0.key < $1.key }) where files.count > 1 {
            faults.append("shard \(number)/\(expected.shard.count) is there twice: \(files.joined(separator: " and "))")
        }
        let missing = (1...expected.shard.count).filter { names[$0] == nil }
        if !missing.isEmpty {
            let list = missing.map { "\($0)/\(expected.shard.count)" }.listed(most: 8)
            faults.append("shard \(list) \(missing.count == 1 ? "is" : "are") missing")
        }
        return faults
    }

    /// What tells a plan from the first one that should be the same in all shards.
    private static func differences(
        of source: Source, _ part: Plan.Part, from first: Source, _ expected: Plan.Part
    ) -> [String] {
        let (plan, other) = (source.plan, first.plan)
        func differ(_ what: String) -> String { "\(source.name) \(what) than \(first.name)" }
        return [
            plan.estate == other.estate ? nil : differ("is of another estate"),
            plan.purpose == other.purpose ? nil : differ("has another purpose"),
            part.shard.count == expected.shard.count
                ? nil : differ("is of another number of shards (\(part.shard), \(expected.shard))"),
            part.specification == expected.specification
                ? nil
                : differ(
                    "was planned from another specification (\(part.specification.short), "
                        + "\(expected.specification.short))"),
            part.limits == expected.limits ? nil : differ("was planned with other guards"),
            plan.consents == other.consents ? nil : differ("was planned with another --allow"),
            part.options == expected.options
                ? nil
                : differ("was planned with other options (\(words(of: part)), \(words(of: expected)))"),
            plan.isOfDrift == other.isOfDrift
                ? nil
                : differ("is of another command (\(command(of: plan)), \(command(of: other)))"),
        ].compactMap(\.self)
    }

    private static func words(of part: Plan.Part) -> String {
        part.options.isEmpty ? "none" : part.options.joined(separator: " ")
    }

    private static func command(of plan: Plan) -> String { plan.isOfDrift ? "berth drift" : "berth plan" }

    /// Whether a shard was planned with a state that may have been old.
    package var hasOldState: Bool { plans.contains { $0.part.hasOldState } }

    /// The plan of everything. What several shards say alike is said once.
    package var plan: Plan? {
        guard let first = plans.first else { return nil }
        let all = plans.map(\.plan)
        let own = all.flatMap { plan in plan.steps.filter { !plan.isElsewhere($0.address.group) } }
        let made = Set(own.map(\.address))
        var seen: Set<ResourceAddress> = []
        // What a shard waits for and no other one has is still to be read: its own shard left it out, and nobody does it.
        let awaited = all.flatMap(\.steps).filter { !made.contains($0.address) && seen.insert($0.address).inserted }
        var merged = Plan(
            estate: first.plan.estate, purpose: first.plan.purpose, steps: Plan.sorted(awaited + own),
            groups: groups(all), unreachable: unreachable(all),
            problems: Self.unique(all.flatMap(\.problems).filter { !$0.isOfNumbers }),
            remarks: Self.unique(plans.flatMap { part, plan in plan.remarks.filter { $0 != part.remark } }),
            consents: first.plan.consents, owned: all.map(\.owned).max() ?? 0)
        merged.isOfDrift = first.plan.isOfDrift
        merged.doubts = Self.unique(all.flatMap(\.doubts))
        merged.replacements = all.reduce(into: []) { $0.formUnion($1.replacements) }
        merged.leftovers = Plan.Leftovers(
            orphans: Set(all.flatMap(\.leftovers.orphans)).sorted(),
            sharedOrphans: Set(all.flatMap(\.leftovers.sharedOrphans)).sorted(),
            omissions: Self.unique(all.flatMap(\.leftovers.omissions)))
        let parts = Self.unique(all.compactMap { $0.leftovers.partBeside($0.part?.shard) })
        merged.leftovers.part = parts.isEmpty ? nil : parts.joined(separator: " and ")
        let changes = Self.unique(all.compactMap(\.leftovers.changes))
        merged.leftovers.changes = changes.isEmpty ? nil : changes.joined(separator: " and ")
        // All are from one specification, wherever each has its estate from.
        merged.base = all.lazy.compactMap(\.base).first
        merged.waves = waves(all, unknown: merged.unknownGroups)
        merged.problems += awaited.filter { $0.gate == .otherShard && $0.action == .wait }.map(Self.problem)
        merged.problems += Guards(first.part.limits).numberProblems(in: merged, owned: merged.owned)
        return merged
    }

    /// Waves are counted over the estate: those of one number are one. What a shard waited for in another is a part of the plan now,
    /// but for what nobody can tell anything of.
    private func waves(_ plans: [Plan], unknown: Set<String>) -> [Plan.Wave] {
        var merged: [Int: Plan.Wave] = [:]
        for var wave in plans.flatMap(\.waves) {
            wave.unready = Set(wave.unready + wave.awaited.filter(unknown.contains)).sorted()
            wave.awaited = []
            guard var known = merged[wave.number] else {
                merged[wave.number] = wave
                continue
            }
            known.groups = (known.groups + wave.groups).sorted()
            known.applications = Set(known.applications + wave.applications).sorted()
            known.unready = Set(known.unready + wave.unready).sorted()
            known.total = max(known.total, wave.total)
            known.pause = max(known.pause, wave.pause)
            known.stopAfterFailures = min(known.stopAfterFailures, wave.stopAfterFailures)
            merged[wave.number] = known
        }
        return merged.sorted { $0.key < $1.key }.map(\.value)
    }

    /// A group counts as its own shard has it.
    private func groups(_ plans: [Plan]) -> [Plan.Group] {
        let own = plans.flatMap { plan in plan.groups.filter { !plan.isElsewhere($0.name) } }
        let others = plans.flatMap { plan in plan.groups.filter { plan.isElsewhere($0.name) } }
        var seen: Set<String> = []
        return (own + others).filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }

    /// A place once, with the consequences that each shard saw.
    private func unreachable(_ plans: [Plan]) -> [Plan.Unreachable] {
        let all = Dictionary(grouping: plans.flatMap(\.unreachable), by: \.subject)
        return all.sorted { $0.key < $1.key }.compactMap { _, same in
            guard var result = same.first else { return nil }
            let parts = same.flatMap { $0.reason.split(separator: "; ").map(String.init) }
            result.reason = Self.unique(parts).joined(separator: "; ")
            return result
        }
    }

    /// That nobody makes what a shard waits for.
    private static func problem(ofAwaited step: Step) -> Plan.Problem {
        Plan.Problem(
            kind: .refused, address: step.address, item: nil,
            message: "a shard waits for \(step.address), and the plan of its own shard leaves it out",
            hint: "plan all shards as a whole first, without --target and --changed-since")
    }

    private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}

extension Plan.Problem {
    /// Whether a guard on numbers of objects found it, which judged one shard alone.
    fileprivate var isOfNumbers: Bool { kind == .refused && address == nil && item == nil }
}
