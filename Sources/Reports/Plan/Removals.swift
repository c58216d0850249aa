import Planning
import Resources

/// What a plan takes away or makes anew, which every report tells before all else.
struct Removals {
    /// The steps that take something away, in the order of the outline; empty where nothing goes.
    let steps: [Step]
    /// Whether all that goes is made anew because the server takes it as a new object alone; what was lost outside of Berth and
    /// is made anew counts as deleted.
    let areReplacements: Bool
    /// How much goes, and where: `2 objects in payments, and 3 objects with them`.
    let extent: String

    init(_ outline: PlanOutline) {
        steps = outline.sections.flatMap(\.steps).filter { $0.action == .delete || !$0.removals.isEmpty }
        let items = steps.flatMap(\.removals)
        areReplacements = !items.isEmpty && items.allSatisfy { $0.replacement != nil }
        // A step without objects takes away what is stored or recorded, which counts as one, as everywhere.
        let count = steps.reduce(0) { $0 + max($1.removals.count, 1) }
        let what = items.isEmpty ? count.counted("record") : count.counted("object")
        let groups = Set(steps.map(\.address.group)).sorted()
        let hasClusters = steps.contains { $0.address.workspace == nil }
        let kinds = hasClusters ? "workspaces and clusters" : "workspaces"
        let places = groups.count <= 3 ? groups.joined(separator: ", ") : "\(groups.count) \(kinds)"
        let companions = Set(items.flatMap(\.companions).map(\.key)).subtracting(items.map(\.key)).count
        let along = companions > 0 ? ", and \(companions.counted("object")) with them" : ""
        extent = "\(what) in \(places)\(along)"
    }

    /// What happens to it, before its extent: `Deletes`.
    var verb: String { areReplacements ? "Replaces" : "Deletes" }
}
