import Document
import Resources

/// What a write or a deletion does to a zone, judged by its records as they are: pure, and the same for every service.
struct RecordDecision: Sendable {
    let contents: ZoneContents
    let estate: String
    let traits: RecordTraits

    /// What is to be sent, one stage after the other, and the item as it is then; no stage where it is so already.
    struct Outcome: Sendable {
        var stages: [RecordChange]
        var result: Observation?
    }

    /// Throws where the name is not Berth's to write, or is not what was observed.
    func outcome(of wish: RecordWish, over observed: Observation?, for purpose: Purpose) throws(BackendError) -> Outcome
    {
        let current = RecordItem.observation(wish.name, in: contents).map(RecordItem.withoutStatus)
        let result = wish.observation
        if let reason = contents.obstacle(to: wish.name) {
            throw purpose.error(.rejected, reason, hint: Self.otherWay)
        }
        if current != nil, !wish.adopts || observed == nil {
            try checkOwner(of: wish.name, isSeen: observed != nil, for: purpose)
        }
        // An attempt whose answer was lost may have done it.
        if current?.value != result.value {
            switch (observed, current) {
            case (nil, nil): break
            case (nil, _): throw purpose.error(.exists, "it exists already")
            case (_?, nil): throw purpose.error(.changed, "it is gone")
            case (let observed?, let current?):
                guard observed.value == current.value else {
                    throw purpose.error(.changed, "it is not what was observed any more")
                }
            }
        }
        return Outcome(stages: try stages(wish, for: purpose), result: result)
    }

    /// Throws where the name is not Berth's to delete, or is not what was observed.
    func outcome(ofDeleting observed: Observation, for purpose: Purpose) throws(BackendError) -> Outcome {
        let name = ZoneName.canonical(observed.key.name)
        guard let current = RecordItem.observation(name, in: contents).map(RecordItem.withoutStatus) else {
            return Outcome(stages: [])
        }
        try checkOwner(of: name, isSeen: true, for: purpose)
        if let reason = contents.obstacle { throw purpose.error(.rejected, reason, hint: Self.otherWay) }
        guard current.value == observed.value else {
            throw purpose.error(.changed, "it is not what was observed any more")
        }
        var draft = Draft(name: name, contents: contents)
        for set in contents.content(of: name) { draft.remove(set) }
        for type in RecordContent.types { draft.setMark(of: type, nil, ttl: nil) }
        return Outcome(stages: [draft.change].filter { !$0.before.isEmpty })
    }

    static let otherWay = "change it through its server, or keep the names of workspaces in a zone of their own"

    // MARK: Whose it is

    /// `isSeen`: it was observed, and judged to be Berth's: by the state, where its mark is gone.
    private func checkOwner(of name: String, isSeen: Bool, for purpose: Purpose) throws(BackendError) {
        let reason: String
        switch contents.holder(of: name) {
        case .nobody: return
        case .berth(let heritage) where heritage.estate == estate: return
        case .berth(let heritage): reason = "the estate \(heritage.estate ?? "(unknown)") keeps it"
        case .unmarked where isSeen: return
        case .unmarked(let words), .other(let words): reason = words
        }
        throw purpose.error(.notOwned, reason, hint: "remove the record by hand if the name is free to take")
    }

    // MARK: What is sent

    private func stages(_ wish: RecordWish, for purpose: Purpose) throws(BackendError) -> [RecordChange] {
        let present = contents.content(of: wish.name)
        let wanted = wish.sets(traits.marking)
        let gone = present.filter { set in !wanted.contains { $0.type == set.type } }
        let marks = traits.marking == .besideInTXT ? Set(wanted.map(\.type)) : []
        var draft = Draft(name: wish.name, contents: contents, adopts: wish.adopts)
        for set in gone { draft.remove(set) }
        for set in wanted { draft.put(set) }
        for type in RecordContent.types {
            draft.setMark(of: type, marks.contains(type) ? wish.heritage : nil, ttl: wish.ttl)
        }
        let removed = Set(draft.change.removals.map(\.key))
        for put in draft.change.puts {
            if let reason = contents.conflict(of: put, without: removed) { throw purpose.error(.rejected, reason) }
        }
        if wish.adopts { draft.removeOldMarks() }
        guard !draft.change.before.isEmpty else { return [] }
        let changesType = (present + wanted).contains { $0.type == "CNAME" } && !gone.isEmpty
        guard changesType, !traits.replacesTypesAtOnce else { return [draft.change] }
        return split(draft.change, wish)
    }

    /// First what stands in the way goes and the new marks come, so that the name is Berth's all along; then the rest.
    private func split(_ change: RecordChange, _ wish: RecordWish) -> [RecordChange] {
        let isContent = { (set: RecordSet) in set.name == wish.name }
        func part(_ puts: [RecordSet], _ removals: [RecordSet]) -> RecordChange {
            let keys = Set((puts + removals).map(\.key))
            return RecordChange(
                name: change.name, before: change.before.filter { keys.contains($0.key) }, puts: puts,
                removals: removals)
        }
        let first = part(change.puts.filter { !isContent($0) }, change.removals.filter(isContent))
        let second = part(change.puts.filter(isContent), change.removals.filter { !isContent($0) })
        return [first, second]
    }

    /// A change as it grows.
    private struct Draft {
        var change: RecordChange
        private let contents: ZoneContents
        /// Whether the marks of others go.
        private let adopts: Bool

        init(name: String, contents: ZoneContents, adopts: Bool = false) {
            self.contents = contents
            self.adopts = adopts
            change = RecordChange(name: name, before: [], puts: [], removals: [])
        }

        mutating func remove(_ set: RecordSet) {
            change.before.append(set)
            change.removals.append(set)
        }

        mutating func put(_ set: RecordSet) {
            let current = contents.set(set.name, set.type)
            guard current?.isSame(as: set) != true else { return }
            change.before.append(current ?? RecordSet(set.name, set.type, ttl: nil, values: []))
            change.puts.append(set)
        }

        /// Takes away what others wrote at the name itself to say that it is theirs.
        mutating func removeOldMarks() {
            guard let current = contents.set(change.name, "TXT") else { return }
            let rest = current.values.filter { Heritage($0.text) == nil }
            guard rest.count < current.values.count else { return }
            if rest.isEmpty {
                remove(current)
            } else {
                put(RecordSet(change.name, "TXT", ttl: current.ttl, values: rest))
            }
        }

        /// Puts or takes away Berth's own text at a mark's name; whatever else stands there stays, but the marks of those from
        /// whom the name is taken over.
        mutating func setMark(of type: String, _ heritage: Heritage?, ttl: Int?) {
            let name = ZoneContents.markName(of: change.name, type)
            let current = contents.set(name, "TXT")
            let others = (current?.values ?? []).filter { value in
                guard let heritage = Heritage(value.text) else { return true }
                return !heritage.isBerth && !adopts
            }
            let values = others + (heritage.map { [RecordSet.Value($0.text)] } ?? [])
            if !values.isEmpty {
                put(RecordSet(name, "TXT", ttl: others.isEmpty ? ttl : current?.ttl ?? ttl, values: values))
            } else if let current {
                remove(current)
            }
        }
    }
}
