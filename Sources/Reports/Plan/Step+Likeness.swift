import Diagnostics
import Document
import Planning
import Resources

/// What makes steps of different workspaces alike, and one step of those that are.
extension Step {
    /// The step with `<id>` in place of the workspace's name and `<cluster>` in place of its cluster's, and without what no
    /// short report shows.
    func general(in group: Plan.Group) -> Step {
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
        step.formerly = []
        step.location = location.map { SourceLocation(file: general($0.file), line: $0.line) }
        step.changes = changes.map { $0.general(general, group) }
        return step
    }

    /// The step without what may differ where it is alike: lines of files, values of what is new, Berth's own marks, the times
    /// of changes, and numbers in what is lost.
    var shape: Step {
        var step = self
        step.location = nil
        let isNew = [.create, .defer].contains(action) && changes.allSatisfy { $0.action == .create && !$0.wasRemoved }
        for change in step.changes.indices {
            step.changes[change].leaves = step.changes[change].leaves.map { $0.shape(isNew: isNew) }
            step.changes[change].replacement = step.changes[change].replacement?.shape
        }
        return step
    }

    /// One step for several that have the same shape. What is said in place of values that differ goes to `words`; `origins` are
    /// the steps as they are.
    static func merged(
        _ steps: [Step], origins: [Step], into words: inout LeafWords
    ) -> (step: Step, differing: Int) {
        var step = steps[0]
        var differing = 0
        if steps.contains(where: { $0.location?.file != step.location?.file }) {
            step.location = nil
        } else if steps.contains(where: { $0.location?.line != step.location?.line }) {
            step.location = step.location.map { SourceLocation(file: $0.file) }
        }
        for change in step.changes.indices {
            let key = step.changes[change].key
            let alike = steps.map { $0.changes[change] }
            let leaves = LeafChange.merged(alike.map(\.leaves)) { number, leaf in
                let origin = origins[number].changes[change]
                return origin.words(for: origin.leaves[leaf])
            }
            step.changes[change].leaves = leaves.leaves
            let replaced = LeafChange.merged(alike.compactMap(\.replacement?.leaves)) { _, _ in nil }
            step.changes[change].replacement?.leaves = replaced.leaves
            for (path, told) in leaves.words + replaced.words { words.add(told, for: path, of: key) }
            let losses = [String].merged(alike.compactMap(\.replacement?.losses))
            step.changes[change].replacement?.losses = losses.merged
            differing += leaves.differing + replaced.differing + losses.differing
        }
        return (step, differing)
    }
}

extension LeafChange {
    /// The same leaves of several changes as those of one, the times of changes by the first and the last, with what is said in
    /// place of values that differ, or that `known` has words for. `differing` counts the values that differ.
    fileprivate static func merged(
        _ lists: [[LeafChange]], known: (_ list: Int, _ leaf: Int) -> LeafWords.Values?
    ) -> (leaves: [LeafChange], words: [(Path, LeafWords.Values)], differing: Int) {
        guard var leaves = lists.first else { return ([], [], 0) }
        var words: [(Path, LeafWords.Values)] = []
        var differing = 0
        for index in leaves.indices {
            let alike = lists.map { $0[index] }
            let times = Set(alike.compactMap { $0.author?.time }).sorted()
            if let first = times.first, let last = times.last, first != last {
                leaves[index].author?.time = "\(first) … \(last)"
            }
            let told = lists.indices.map { known($0, index) }
            let old = LeafWords.several(alike.map(\.old), told: told.map { $0?.old })
            let new = LeafWords.several(alike.map(\.new), told: told.map { $0?.new })
            let values = LeafWords.Values(old: old ?? told[0]?.old, new: new ?? told[0]?.new)
            if values != LeafWords.Values() { words.append((leaves[index].path, values)) }
            // No short report shows Berth's own marks.
            if !leaves[index].isBookkeeping, old != nil || new != nil { differing += 1 }
        }
        return (leaves, words, differing)
    }

    fileprivate func shape(isNew: Bool) -> LeafChange {
        var shape = self
        shape.author?.time = nil
        if isBookkeeping { (shape.old, shape.new) = (nil, nil) }
        if isNew { shape.new = nil }
        return shape
    }
}

extension Replacement {
    /// The replacement without the numbers in what is lost: names of volumes and addresses that no two have alike.
    fileprivate var shape: Replacement {
        var shape = self
        shape.losses = losses.map { loss in
            loss.split(separator: " ").map { $0.contains(where: \.isNumber) ? "#" : $0 }.joined(separator: " ")
        }
        shape.leaves = leaves.map { $0.shape(isNew: false) }
        return shape
    }
}

extension [String] {
    /// The same sentences of several lists as those of one; words that differ are counted in their place.
    fileprivate static func merged(_ lists: [[String]]) -> (merged: [String], differing: Int) {
        guard var merged = lists.first else { return ([], 0) }
        var differing = 0
        for index in merged.indices {
            let sentences = lists.map { $0[index].split(separator: " ") }
            var words: [String] = []
            var position = 0
            while position < sentences[0].count {
                // Words that differ side by side are one difference.
                let start = position
                while position < sentences[0].count, Set(sentences.map { $0[position] }).count > 1 { position += 1 }
                if start < position {
                    let variants = Set(sentences.map { $0[start..<position] })
                    differing += 1
                    words.append("(\(variants.count.grouped) different)")
                } else {
                    words.append(String(sentences[0][position]))
                    position += 1
                }
            }
            merged[index] = words.joined(separator: " ")
        }
        return (merged, differing)
    }
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
        // Of what is made anew, the leaves of its replacement are shown.
        change.leaves = replacement == nil ? general(leaves) : []
        change.verification = verification.general(text)
        change.wasRemoved = wasRemoved
        change.companions = companions.map { .init(key: general($0.key), isOwned: $0.isOwned) }
        change.unknownReason = unknownReason.map(text)
        change.replacement = replacement.map {
            Replacement(
                brief: text($0.brief), message: "", losses: $0.losses.map(text),
                leaves: general($0.leaves))
        }
        return change
    }
}

extension ItemChange.Verification {
    fileprivate func general(_ text: (String) -> String) -> Self {
        if case .deferred(let reason) = self { .deferred(text(reason)) } else { self }
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
