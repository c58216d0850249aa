import Planning
import Resources

/// The sections of a plan with what happens alike in several workspaces told once.
///
/// Steps of different workspaces are alike where they differ in nothing but the workspace's own name and its cluster's; steps
/// that create everything anew may differ in values, too, which are then counted instead of told. What one workspace alone has
/// to do stays in its own section.
struct PlanBlocks {
    /// Steps that several workspaces share, with `<id>` and `<cluster>` in place of their names; or what one has for itself.
    struct Block {
        /// In the order of names; one where it is a workspace's own.
        var groups: [Plan.Group]
        var steps: [Step]
        /// How many steps of it need nothing; 0 where it is shared.
        var unchanged: Int
        /// Sentences about what lies at places that could not be read.
        var folded: [String]
        /// How many leaves have other values in each of its groups.
        var differing = 0

        var isShared: Bool { groups.count > 1 }

        /// What takes something away comes first, what only waits last.
        fileprivate var weight: Int { steps.map(\.action.weight).min() ?? 0 }
    }

    /// So many workspaces with the same are told once.
    static let many = 3
    /// What is shared by clusters, then what workspaces share, then what each has for itself.
    let blocks: [Block]

    init(_ outline: PlanOutline) {
        var shapes: [Step: Int] = [:]
        var members: [(first: Step, groups: [Plan.Group], steps: [Step])] = []
        var places: [[Int]] = []
        for section in outline.sections {
            places.append(
                section.told.map { step in
                    guard step.address.workspace != nil else {
                        members.append((step, [section.group], [step]))
                        return members.count - 1
                    }
                    let general = step.general(in: section.group)
                    let shape = general.shape
                    guard let number = shapes[shape] else {
                        shapes[shape] = members.count
                        members.append((general, [section.group], [general]))
                        return members.count - 1
                    }
                    members[number].groups.append(section.group)
                    members[number].steps.append(general)
                    return number
                })
        }
        var shared: [[String]: Block] = [:]
        var order: [[String]] = []
        var own: [Block] = []
        for (section, numbers) in zip(outline.sections, places) {
            var block = Block(
                groups: [section.group], steps: [], unchanged: section.unchanged, folded: section.folded.map(\.sentence)
            )
            for (step, number) in zip(section.told, numbers) {
                let member = members[number]
                guard member.groups.count >= Self.many else {
                    block.steps.append(step)
                    continue
                }
                guard member.groups[0].name == section.group.name else { continue }
                let names = member.groups.map(\.name)
                if shared[names] == nil {
                    shared[names] = Block(groups: member.groups, steps: [], unchanged: 0, folded: [])
                    order.append(names)
                }
                let (step, differing) = Step.merged(member.first, member.steps)
                shared[names]?.steps.append(step)
                shared[names]?.differing += differing
            }
            if !block.steps.isEmpty || !block.folded.isEmpty { own.append(block) }
        }
        let clusters = own.prefix { ResourceAddress.Scope(group: $0.groups[0].name).cluster != nil }
        let common = order.compactMap { shared[$0] }.enumerated()
            .sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }.map(\.element)
        blocks = Array(clusters) + common + own.dropFirst(clusters.count)
    }
}
