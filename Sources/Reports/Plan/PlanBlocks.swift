import Diagnostics
import Document
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
    private static let many = 3
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
                        members.append((general, [section.group], [step]))
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

extension Step {
    /// The step with `<id>` in place of the workspace's name and `<cluster>` in place of its cluster's.
    fileprivate func general(in group: Plan.Group) -> Step {
        var words = [(group.name, "<id>")]
        if let cluster = group.cluster { words.append((cluster, "<cluster>")) }
        func general(_ text: String) -> String { words.reduce(text) { $0.replacingWord($1.0, by: $1.1) } }
        var step = self
        step.address = ResourceAddress(workspace: "<id>", general(address.name))
        step.reason = general(reason)
        step.dependencies = []
        step.gate = nil
        step.deployment = nil
        step.protection = nil
        step.location = location.map { SourceLocation(file: general($0.file), line: $0.line) }
        step.changes = changes.map { $0.general(general, group) }
        return step
    }

    /// The step without what may differ where everything is new: values, and lines of files.
    fileprivate var shape: Step {
        var step = self
        step.location = nil
        let isNew = action == .create && changes.allSatisfy { $0.action == .create && !$0.wasRemoved }
        guard isNew else { return step }
        for change in step.changes.indices {
            for leaf in step.changes[change].leaves.indices { step.changes[change].leaves[leaf].new = nil }
        }
        return step
    }

    /// One step for several that have the same shape: values that differ are counted.
    fileprivate static func merged(_ first: Step, _ others: [Step]) -> (step: Step, differing: Int) {
        var step = first
        var differing = 0
        let alike = others.dropFirst()
        if alike.contains(where: { $0.location?.file != first.location?.file }) {
            step.location = nil
        } else if alike.contains(where: { $0.location?.line != first.location?.line }) {
            step.location = first.location.map { SourceLocation(file: $0.file) }
        }
        for change in step.changes.indices {
            for leaf in step.changes[change].leaves.indices {
                let value = first.changes[change].leaves[leaf].new
                var values: Set<Value?> = [value]
                for other in alike { values.insert(other.changes[change].leaves[leaf].new) }
                guard values.count > 1 else { continue }
                differing += 1
                let list = values.map { $0?.shown ?? "nothing" }.sorted().joined(separator: ", ")
                guard list.utf8.count > roomForValues else {
                    step.changes[change].leaves[leaf].new = .string("(\(list.replacing("\"", with: "")), by workspace)")
                    continue
                }
                step.changes[change].leaves[leaf].new = .string("(\(values.count.grouped) different values)")
            }
        }
        return (step, differing)
    }

    /// Few short values are told.
    private static var roomForValues: Int { 32 }
}

extension ItemChange {
    fileprivate func general(_ text: (String) -> String, _ group: Plan.Group) -> ItemChange {
        func place(_ place: Place) -> Place {
            switch place {
            case .tenant(group.name): .tenant("<id>")
            case .management(let name) where name == group.cluster: .management("<cluster>")
            default: place
            }
        }
        func general(_ key: ItemKey) -> ItemKey {
            var key = key
            key.place = place(key.place)
            key.namespace = key.namespace.map(text)
            key.name = text(key.name)
            return key
        }
        var change = ItemChange(key: general(key), action: action)
        func general(_ leaves: [LeafChange]) -> [LeafChange] {
            leaves.map { leaf in
                var leaf = leaf
                leaf.old = leaf.old?.mapStrings(text)
                leaf.new = leaf.new?.mapStrings(text)
                return leaf
            }
        }
        change.leaves = general(leaves)
        change.verification = verification
        change.wasRemoved = wasRemoved
        change.companions = companions.map { .init(key: general($0.key), isOwned: $0.isOwned) }
        change.unknownReason = unknownReason.map(text)
        change.replacement = replacement.map {
            Replacement(
                brief: text($0.brief), message: text($0.message), losses: $0.losses.map(text),
                leaves: general($0.leaves))
        }
        return change
    }
}

extension Value {
    /// The tree with each of its texts changed; members keep their names.
    fileprivate func mapStrings(_ change: (String) -> String) -> Value {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let items): .array(items.map { $0.mapStrings(change) })
        case .object(let object): .object(Object(object.map { ($0.key, $0.value.mapStrings(change)) }))
        default: self
        }
    }
}

extension String {
    /// The text with another in place of each occurrence of a word: what stands beside it is neither a letter nor a digit.
    func replacingWord(_ word: String, by other: String) -> String {
        let (bytes, wanted) = (Array(utf8), Array(word.utf8))
        guard let first = wanted.first, bytes.count >= wanted.count, bytes.contains(first) else { return self }
        func isPart(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                true
            default: false
            }
        }
        var result: [UInt8] = []
        var position = 0
        var isChanged = false
        while position < bytes.count {
            let end = position + wanted.count
            if bytes[position] == first, end <= bytes.count, bytes[position..<end].elementsEqual(wanted),
                position == 0 || !isPart(bytes[position - 1]), end == bytes.count || !isPart(bytes[end])
            {
                result += Array(other.utf8)
                position = end
                isChanged = true
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : self
    }
}
