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
        /// The line of the specification that says what it should be.
        package var location: SourceLocation?
    }

    package let estate: String
    /// In the order of the plan.
    package let findings: [Finding]
    package let unreachable: [Plan.Unreachable]

    package init(_ plan: Plan) {
        estate = plan.estate
        unreachable = plan.unreachable
        findings = plan.steps.flatMap { step in
            step.changes.compactMap { change in
                let leaves = change.leaves.filter { $0.reason == .drift }
                let isRemoved = change.wasRemoved
                guard isRemoved || !leaves.isEmpty else { return nil }
                return Finding(
                    address: step.address, key: change.key, leaves: isRemoved ? [] : leaves, isRemoved: isRemoved,
                    location: step.location)
            }
        }
    }

    package var hasDrift: Bool { !findings.isEmpty }

    /// `Drift: 3 fields of 2 objects were changed and 1 object was removed outside of Berth.`, or that there is none.
    package var sentence: String {
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
        guard parts.isEmpty else { return "Drift: \(parts.joined(separator: " and ")) outside of Berth." }
        return unreachable.isEmpty ? "No drift." : "No drift in what could be reached."
    }

    /// The findings by workspace or shared cluster, in the order of names.
    var groups: [(name: String, findings: [Finding])] {
        Dictionary(grouping: findings, by: \.address.group).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
