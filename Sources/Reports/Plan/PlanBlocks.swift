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
        /// What lies at places that could not be read.
        var folded: [PlanOutline.Folded]
        /// How many leaves have other values in each of its groups.
        var differing = 0
        /// What is said in place of values.
        var words = LeafWords()

        var isShared: Bool { groups.count > 1 }

        /// The file that most of its steps come from; nil where it is a workspace's own, and each step names its own.
        var file: String? {
            guard isShared else { return nil }
            let counts = Dictionary(grouping: steps.compactMap(\.location?.file)) { $0 }.mapValues(\.count)
            return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
        }

        /// What takes something away comes first, what only waits last.
        fileprivate var weight: Int { steps.map(\.action.weight).min() ?? 0 }
    }

    /// So many workspaces with the same are told once.
    static let many = 3
    /// What is shared by clusters, then what workspaces share, then what each has for itself.
    let blocks: [Block]

    init(_ outline: PlanOutline) {
        var shapes: [Step: Int] = [:]
        var members: [Member] = []
        var places: [[Int]] = []
        for section in outline.sections {
            places.append(
                section.told.map { step in
                    guard step.address.workspace != nil else {
                        members.append(Member(groups: [section.group], steps: [step], origins: [step]))
                        return members.count - 1
                    }
                    let general = step.general(in: section.group)
                    let shape = general.shape
                    guard let number = shapes[shape] else {
                        shapes[shape] = members.count
                        members.append(Member(groups: [section.group], steps: [general], origins: [step]))
                        return members.count - 1
                    }
                    members[number].groups.append(section.group)
                    members[number].steps.append(general)
                    members[number].origins.append(step)
                    return number
                })
        }
        var shared: [[String]: Block] = [:]
        var order: [[String]] = []
        var own: [Block] = []
        for (section, numbers) in zip(outline.sections, places) {
            var block = Block(
                groups: [section.group], steps: [], unchanged: section.unchanged, folded: section.folded)
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
                shared[names]?.add(member)
            }
            if !block.steps.isEmpty || !block.folded.isEmpty { own.append(block) }
        }
        let clusters = own.prefix { ResourceAddress.Scope(group: $0.groups[0].name).cluster != nil }
        let common = order.compactMap { shared[$0] }.enumerated()
            .sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }.map(\.element)
        blocks = Array(clusters) + common + own.dropFirst(clusters.count)
    }
}

/// What several workspaces have to do alike.
private struct Member {
    var groups: [Plan.Group]
    /// The steps with `<id>` and `<cluster>` in place of names, and as they are.
    var steps: [Step]
    var origins: [Step]
}

extension PlanBlocks.Block {
    /// Adds one step for several that have the same shape.
    fileprivate mutating func add(_ member: Member) {
        let merged = Step.merged(member.steps, origins: member.origins, into: &words)
        steps.append(merged.step)
        differing += merged.differing
    }
}
