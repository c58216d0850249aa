import Diagnostics
import Planning
import Resources

/// What somebody changed outside of Berth: the part of a plan that is drift.
package struct DriftReport: Sendable, Hashable {
    /// One item that is not as Berth left it.
    package struct Finding: Sendable, Hashable {
        package var address: ResourceAddress
        package var key: ItemKey
        /// The leaves that were changed; empty where the item was removed.
        package var leaves: [LeafChange]
        package var isRemoved: Bool
        /// Whether it cannot be set back in place, but only by deleting it and making it anew.
        package var needsReplacement = false
        /// What to do about it where nothing sets it back; nil where an apply does.
        package var alternative: String?
        /// What is said of it, behind its name, where an apply does not set it back in place; nil where it does.
        var verdict: String? {
            if let alternative { return "cannot be set back: \(alternative)" }
            return needsReplacement ? "cannot be set back in place: it has to be made anew" : nil
        }
        /// The line of the specification that says what it should be.
        package var location: SourceLocation?
    }

    /// A part of a workspace of which nothing can be told.
    package struct Unknown: Sendable, Hashable {
        package var address: ResourceAddress
        package var reason: String
    }

    package let estate: String
    /// The part of the estate that was looked at; nil: all of it.
    package let shard: Shard?
    /// The workspaces that were looked at since they changed, in words; nil where others were looked at, too.
    private let looked: String?
    /// In the order of the plan.
    package private(set) var findings: [Finding]
    package private(set) var unreachable: [Plan.Unreachable]
    /// What could not be looked at for another reason than a place that does not answer: it may have drifted.
    package private(set) var unknown: [Unknown]
    /// Whether something could not be looked at, so that it may have drifted.
    package let isPartial: Bool
    /// What the state does not know of what is there, so that it may have been put back: no drift by itself.
    package private(set) var doubts: [Plan.Doubt]
    /// What others changed or made in such a way that an apply would not set it back by itself.
    package private(set) var contested: [Plan.Problem]

    /// The part that is about one workspace, or about what one cluster shares.
    func about(_ group: String) -> DriftReport {
        var part = self
        part.findings = findings.filter { $0.address.group == group }
        part.contested = contested.filter { $0.address?.group == group }
        part.unknown = unknown.filter { $0.address.group == group }
        part.doubts = doubts.filter { $0.address.group == group }
        part.unreachable = unreachable.filter { $0.place == .tenant(group) }
        return part
    }

    package init(_ plan: Plan) {
        estate = plan.estate
        shard = plan.part?.shard
        looked = plan.lookedBesideShard
        unreachable = plan.unreachable
        isPartial = plan.isPartlyUnknown
        unknown = Self.unknown(in: plan)
        doubts = plan.doubts
        contested = plan.problems.filter { $0.item != nil && [.conflict, .foreign].contains($0.kind) }
        let immutable = Set(plan.problems.filter { $0.kind == .immutable }.compactMap(\.item))
        let kept = Dictionary(
            plan.problems.filter { $0.kind == .irreversible }.compactMap { problem in
                problem.item.map { ($0, problem.hint ?? problem.message) }
            }
        ) { first, _ in first }
        findings = plan.steps.flatMap { step in
            step.changes.compactMap { change in
                // That the record of ownership was lost is drift, too: nobody can see any more whose the fields are.
                let leaves = (change.replacement?.leaves ?? change.leaves).filter {
                    $0.reason == .drift || ($0.reason == .ownership && change.reclaimed.contains($0.path))
                }
                let isRemoved = change.wasRemoved
                guard isRemoved || !leaves.isEmpty else { return nil }
                return Finding(
                    address: step.address, key: change.key, leaves: isRemoved ? [] : leaves, isRemoved: isRemoved,
                    needsReplacement: change.replacement != nil || immutable.contains(change.key),
                    alternative: kept[change.key],
                    location: step.location)
            }
        }
    }

    /// A secret that cannot be opened; what stands on an unknown step says nothing new.
    private static func unknown(in plan: Plan) -> [Unknown] {
        return plan.steps.filter { step in
            step.action == .unknown && step.silentPlace == nil
                && (step.kind == .storedSecret || step.changes.contains { $0.unknownReason != nil })
        }.map { Unknown(address: $0.address, reason: $0.reason) }
    }

    package var hasDrift: Bool { !findings.isEmpty || !contested.isEmpty }

    /// `Drift: 3 fields of 2 objects were changed and 1 object was removed outside of Berth.`, or that there is none.
    package var sentence: String {
        let part = shard.map { " (Shard \($0).)" } ?? ""
        return whole + part + (looked.map { " Looked at: \($0)." } ?? "")
    }

    /// What to do about it, where `remedy` is the command that sets it back: nothing sets back what has an alternative.
    func advice(settingBackBy remedy: String) -> String {
        let kept = findings.count { $0.alternative != nil }
        guard kept < findings.count || kept == 0 else { return "To settle it, write it into the specification." }
        return
            "`\(remedy)` sets \(kept == 0 ? "it" : "the rest") back; to keep a change, write it into the specification."
    }

    private var whole: String {
        let changed = findings.filter { !$0.isRemoved }
        let fields = changed.reduce(0) { $0 + $1.leaves.count }
        let removed = findings.count - changed.count
        var parts: [String] = []
        if fields > 0 {
            parts.append(
                "\(fields.counted("field")) of \(changed.count.counted("object")) \(fields == 1 ? "was" : "were") changed"
            )
        }
        if removed > 0 { parts.append("\(removed.counted("object")) \(removed == 1 ? "was" : "were") removed") }
        if !contested.isEmpty {
            parts.append("\(contested.count.counted("change")) \(contested.count == 1 ? "is" : "are") contested")
        }
        if let last = parts.popLast() {
            let list = parts.isEmpty ? last : "\(parts.joined(separator: ", ")) and \(last)"
            return "Drift: \(list)\(contested.isEmpty ? " outside of Berth" : "")."
        }
        return isPartial ? "No drift in what could be read." : "No drift."
    }

    /// The findings by workspace or shared cluster, in the order of names.
    var groups: [(name: String, findings: [Finding])] {
        Dictionary(grouping: findings, by: \.address.group).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
