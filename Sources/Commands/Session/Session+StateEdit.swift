import Composition
import Diagnostics
import Execution
import Planning
import Resources
import State

/// What a person does to the state by hand, beside all runs.
struct StateEdit: Sendable {
    /// What becomes of the files of the state.
    var changes: [String: StateChange]
    /// The subject of the commit.
    var subject: String
    /// What it does, and what follows from it, in sentences.
    var words: [String]
    /// What to do where somebody else wrote to the state meanwhile.
    var advice = "look at it with `berth state show`, and run the same command again where it is still needed"

    /// That somebody else changed the same, so that nothing was written.
    func words(onConflict paths: [String]) -> String {
        "\(paths.sorted().listed(most: 5)) \(paths.count == 1 ? "was" : "were") changed in the state meanwhile, by a run or by "
            + "another such command; nothing was written: \(advice)"
    }
}

extension Session {
    /// Throws `RunLockError` where a run that is alive holds one of some groups (nil: any of the estate): what it records would
    /// undo the edit, or the edit what it recorded.
    func checkIdle(_ groups: Set<String>? = nil) async throws {
        try await LockSurvey.checkFree(groups, of: estate.name, in: try await leases(), countsUnexpired: true)
    }

    /// Shows what an edit does, asks, and commits it on top of what it was made from; throws where the state has moved since.
    func carryOut(_ edit: StateEdit, isApproved: Bool) async throws {
        try StandardStreams.print(edit.words.map { $0.sanitized + "\n" }.joined())
        guard !edit.changes.isEmpty else { return }
        if !isApproved { try await Confirmation.ask("Write that to the state?", otherwise: "give --yes to write it") }
        try freshness.checkWritable()
        let repository = try await store.opened()
        let note = CommitNote(
            subject: edit.subject, actor: identity.actor, time: clock.seconds(), specCommit: identity.specCommit)
        let base = StateBase(recorded?.revision ?? StateRevision.empty)
        let revision: StateRevision?
        do {
            revision = try await repository.commit(edit.changes, basedOn: base, note: note)
        } catch let error as StateError {
            guard case .conflict(let paths) = error.reason else { throw error }
            throw StateError(error.reason, edit.words(onConflict: paths))
        }
        guard let revision else { return try StandardStreams.print("nothing changed: the state has it already\n") }
        try StandardStreams.print("recorded: \(revision.short) \(edit.subject)\n".sanitizedLine)
        do {
            try await repository.publish(note: note)
        } catch {
            warn(.warning("the state is kept in \(repository.path) and not published: \(error)"))
        }
    }

    /// Forgets a workspace with its secrets, what a cluster shares, or what is recorded at an address.
    func forgetting(_ name: String, isForced: Bool) async throws -> StateEdit {
        let secrets = try await secretFiles(of: name)
        let names = secrets.compactMap { if case .secret(_, let name)? = StateFile($0) { name } else { nil } }
        let kept =
            names.isEmpty
            ? "" : "Its encrypted secrets go with it (\(names.joined(separator: ", "))), and stay in the history. "
        let history = "\(kept)`berth state log` still shows what was recorded."
        if snapshots[name] == nil, !secrets.isEmpty {
            let words = "\(name): nothing is recorded of it but encrypted secrets, nothing is touched in the world."
            return StateEdit(
                changes: Dictionary(uniqueKeysWithValues: secrets.map { ($0, .delete) }),
                subject: "Forget the secrets of \(name)", words: [words, history])
        }
        let (snapshot, address) = try recordedPart(name)
        if snapshot.isProtected, !isForced {
            throw StateEditRefusal(
                "\(snapshot.group) is protected, which the state is the last to say where specification and objects are gone; "
                    + "--force forgets it all the same")
        }
        let keys = snapshot.items.filter { address == nil || $0.value.address == address }.keys.sorted()
        let objects = keys.count == 1 ? "1 object" : "\(keys.count) objects"
        let what = address.map(\.description) ?? snapshot.group
        let path = Snapshot.path(group: snapshot.group)
        var changes = Dictionary(uniqueKeysWithValues: (secrets + [path]).map { ($0, StateChange.delete) })
        if let address {
            var rest = snapshot
            for key in keys { rest.items[key] = nil }
            rest.deployments = rest.deployments.filter { $0.key != address }
            rest.deferred.removeAll { $0 == address }
            // What is left was not applied as a whole.
            rest.source = nil
            changes = [path: .write(rest.json)]
        }
        return StateEdit(
            changes: changes, subject: "Forget \(what)",
            words: [
                "\(what): \(objects) forgotten by the state, none is touched in the world:"
            ] + keys.map { "  \($0) in \($0.place.description)" } + [
                "What carries its mark is found by it, and the next plan goes on with it, or calls it orphaned where nothing "
                    + "specifies it. What lost its mark is nobody's from then on: no plan changes or removes it.",
                history,
            ])
    }

    /// The files of a workspace's secrets, and the records of these; none where its snapshot cannot be read, since that may say
    /// that it is protected.
    private func secretFiles(of name: String) async throws -> [String] {
        guard let repository, name.isWorkspaceID else { return [] }
        let path = Snapshot.path(group: name)
        let files = try await repository.list(String(path.dropLast("snapshot.json".count)))
        guard snapshots[name] != nil || !files.contains(path) else { return [] }
        return files.filter { file in
            switch StateFile(file) {
            case .secret, .secretRecord: true
            default: false
            }
        }
    }

    /// Gives what is recorded at an address another one within the same workspace.
    func moving(_ old: String, to new: String) throws -> StateEdit {
        let (snapshot, address) = try recordedPart(old)
        guard let address else {
            throw UsageError(
                "\(old) is a workspace: its namespace, host name and API derive from its id, so that it cannot be moved in the "
                    + "state; give the address of a resource, such as \(old)/application/web".sanitized)
        }
        guard let target = ResourceAddress(new), target.isPlain else {
            throw UsageError("`\(new)` is not the address of a resource, such as payments/application/web".sanitized)
        }
        guard target.group == address.group else {
            throw UsageError(
                "\(address) and \(target) belong to different groups: objects do not move between them".sanitized)
        }
        guard !snapshot.items.values.contains(where: { $0.address == target }), snapshot.deployments[target] == nil
        else {
            throw UsageError("something is recorded at \(target) already: forget one of the two first".sanitized)
        }
        try checkIsSpecified(target)
        var moved = snapshot
        let keys = snapshot.items.filter { $0.value.address == address }.keys.sorted()
        for key in keys { moved.items[key]?.address = target }
        moved.deployments[target] = moved.deployments.removeValue(forKey: address)
        if let index = moved.deferred.firstIndex(of: address) { moved.deferred[index] = target }
        let objects = keys.count == 1 ? "1 object" : "\(keys.count) objects"
        return StateEdit(
            changes: [Snapshot.path(group: snapshot.group): .write(moved.json)],
            subject: "Move \(address) to \(target)",
            words: [
                "\(address) -> \(target): \(objects), in the state only:"
            ] + keys.map { "  \($0) in \($0.place.description)" } + [
                "The objects carry the mark of \(address) until a run writes them: look at `berth plan` before you apply."
            ])
    }

    /// Throws where the specification gives nothing at an address: what is recorded there no plan would look for.
    private func checkIsSpecified(_ target: ResourceAddress) throws {
        let specification = project.specification
        let ids = Set(specification.workspaces.map(\.id)).filter { target.workspace == nil || target.workspace == $0 }
        guard !ids.isEmpty else {
            throw UsageError(
                "\(target.group) has no specification, so that no plan looks for anything at \(target)".sanitized)
        }
        var facts = PlacementFacts()
        for (group, snapshot) in snapshots { facts.placed[group] = snapshot.cluster }
        let parts = Composer.parts(of: ids, in: specification, facts: facts) { _, _, part -> Set<ResourceAddress>? in
            part.isBroken ? nil : Set(part.resources.map(\.address))
        }
        // Of what cannot be composed nothing is known.
        guard parts.count == ids.count, !parts.values.contains(nil) else { return }
        let known = parts.values.reduce(into: Set<ResourceAddress>()) { $0.formUnion($1 ?? []) }
        guard !known.contains(target) else { return }
        let names = known.filter { $0.group == target.group }.map(\.description)
        let hint = target.description.nearest(among: names).map { "; did you mean \($0)?" } ?? ""
        throw UsageError(
            "the specification gives nothing at \(target), so that no plan would look for what is recorded there\(hint)"
                .sanitized)
    }

    /// The snapshot that a name is about, and the address in it where the name is one.
    private func recordedPart(_ name: String) throws -> (Snapshot, ResourceAddress?) {
        if let snapshot = snapshots[name] { return (snapshot, nil) }
        guard let address = ResourceAddress(name), let snapshot = snapshots[address.group] else {
            let isCluster = ResourceAddress.Scope(group: name).cluster.flatMap(estate.managementCluster(named:)) != nil
            throw try notRecorded(isCluster ? name : ResourceAddress(name)?.group ?? name)
        }
        guard
            snapshot.items.values.contains(where: { $0.address == address }) || snapshot.deployments[address] != nil
                || snapshot.deferred.contains(address)
        else {
            let known = Set(snapshot.items.values.map(\.address.description))
            let hint = name.nearest(among: known).map { "; did you mean \($0)?" } ?? ""
            throw UsageError("nothing is recorded at \(name)\(hint)".sanitized)
        }
        return (snapshot, address)
    }
}

/// An edit of the state that needs force.
struct StateEditRefusal: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

extension ResourceAddress {
    /// Whether it is of the form that specifications give.
    fileprivate var isPlain: Bool {
        !description.split(separator: "/").contains { $0.hasPrefix(".") }
            && description.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "/"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

extension String {
    /// A line without control characters, its line end kept.
    fileprivate var sanitizedLine: String { String(dropLast()).sanitized + "\n" }
}
