import Document
import Kubernetes
import Resources
import Synchronization

/// A world in memory: keeps items as a server would, and misbehaves on command.
package final class MemoryWorld: Backend, BackendProvider {
    package struct Overload: TransientError, CustomStringConvertible {
        package let isTransient = true
        package let description = "503 overloaded"
    }

    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// The item is not in the version any more that was observed.
    package struct Moved: Superseded, CustomStringConvertible {
        package let isSuperseded = true
        package let description = "it has moved on"
    }

    private struct Contents {
        var items: [ItemKey: Observation] = [:]
        var log: [String] = []
        var previewed: [Write] = []
        var previewRefusal: Resources.Refusal?
        var changeRefusals: [String: Resources.Refusal] = [:]
        var nextUID = 1
        var inFlight = 0
        var mostInFlight = 0
        var overloads: [String: Int] = [:]
        var refusals: Set<String> = []
        var neverReady: Set<String> = []
        var silent: Set<Place> = []
        var broken: Set<String> = []
        var lostAnswers: Set<String> = []
        var muddledAnswers: Set<String> = []
        var unlisted: [ItemKind: String] = [:]
        var admission: (@Sendable (inout Value) -> Void)?
        var lies: Set<String> = []
        var onRead: (@Sendable (ItemKey) -> Void)?
        var nextVersion = 1
        var servesTenants = false
        var merges = false
    }

    private let contents = Mutex(Contents())

    /// `isFaithful`: merges what is applied with what others own, serves the tenants of the control planes in it, and takes
    /// along what goes with what is deleted.
    package init(isFaithful: Bool = false) {
        contents.withLock { ($0.servesTenants, $0.merges) = (isFaithful, isFaithful) }
    }

    /// Everything that there is, sorted.
    package var items: [Observation] { contents.withLock { $0.items.values.sorted { $0.key < $1.key } } }

    /// Does something to an item that leaves no record of who did it.
    package func tamper(_ key: ItemKey, _ body: (inout Value) -> Void) {
        contents.withLock { contents in
            guard var value = contents.items[key]?.value else { return }
            body(&value)
            contents.nextVersion += 1
            value[["metadata", "resourceVersion"]] = .string("\(contents.nextVersion)")
            contents.items[key]?.value = value
        }
    }

    /// Takes an item away as somebody else would, with what goes along.
    package func remove(_ key: ItemKey) {
        contents.withLock { $0.items = Self.without(key, $0.items, isFaithful: $0.merges) }
    }

    private static func without(
        _ key: ItemKey, _ items: [ItemKey: Observation], isFaithful: Bool
    ) -> [ItemKey: Observation] {
        var items = items
        items[key] = nil
        guard isFaithful else { return items }
        return items.filter { other, _ in
            switch key.kind {
            case "TenantControlPlane": other.place != .tenant(key.name)
            case "Namespace": other.place != key.place || other.namespace != key.name
            case "CustomResourceDefinition":
                other.place != key.place || other.group.isEmpty || !key.name.hasSuffix(".\(other.group)")
            default: true
            }
        }
    }

    /// What was written and deleted, in order: `create a`, `update a`, `delete a`.
    package var log: [String] { contents.withLock(\.log) }
    /// What it was asked to try, in order.
    package var previewed: [Write] { contents.withLock(\.previewed) }
    /// Takes no change of an item, as of one whose fields are immutable; a new one it does take.
    package func refuseChanges(of name: String, _ refusal: Resources.Refusal?) {
        contents.withLock { $0.changeRefusals[name] = refusal }
    }

    /// Whatever is tried is refused.
    package func refusePreviews(_ refusal: Resources.Refusal) { contents.withLock { $0.previewRefusal = refusal } }
    package var mostInFlight: Int { contents.withLock(\.mostInFlight) }
    package var names: [String] { contents.withLock { $0.items.keys.map(\.name).sorted() } }

    package func item(_ name: String) -> Observation? {
        contents.withLock { contents in contents.items.first { $0.key.name == name }?.value }
    }

    /// The next `count` writes of an item end with an error that passes.
    package func overload(_ name: String, times count: Int) { contents.withLock { $0.overloads[name] = count } }
    /// Writes of an item are refused for good.
    package func refuse(_ name: String) { contents.withLock { _ = $0.refusals.insert(name) } }
    package func heal() {
        contents.withLock {
            $0.refusals = []
            $0.neverReady = []
            $0.broken = []
            $0.lostAnswers = []
        }
    }
    /// An item can never become ready.
    package func breakDown(_ name: String) { contents.withLock { _ = $0.broken.insert(name) } }
    /// Writes of an item have their effect, and the answer is an error.
    package func loseAnswer(_ name: String) { contents.withLock { _ = $0.lostAnswers.insert(name) } }
    /// The next write of an item happens, and its answer is one after which it is tried again.
    package func muddleAnswer(_ name: String) { contents.withLock { _ = $0.muddledAnswers.insert(name) } }
    /// A kind cannot be listed, for this reason.
    package func hide(_ kind: ItemKind, _ reason: String) { contents.withLock { $0.unlisted[kind] = reason } }
    /// What is written goes through this first, in dry runs too.
    package func admit(_ change: @escaping @Sendable (inout Value) -> Void) {
        contents.withLock { $0.admission = change }
    }
    /// Writes of an item are answered as if they were done, and are not.
    package func lie(about name: String) { contents.withLock { _ = $0.lies.insert(name) } }
    /// Is called when an item is read, before it is looked at.
    package func onRead(_ body: @escaping @Sendable (ItemKey) -> Void) { contents.withLock { $0.onRead = body } }

    /// A place does not answer.
    package func silence(_ place: Place) { contents.withLock { _ = $0.silent.insert(place) } }

    /// An item never becomes ready.
    package func stall(_ name: String) { contents.withLock { _ = $0.neverReady.insert(name) } }

    /// Puts an item there that somebody else made.
    package func add(_ observation: Observation) { contents.withLock { $0.items[observation.key] = observation } }

    /// Takes an item away as somebody else would.
    package func remove(_ name: String) {
        contents.withLock { contents in contents.items = contents.items.filter { $0.key.name != name } }
    }

    /// Changes an item as somebody else would.
    package func edit(_ name: String, _ path: Path, _ value: Value, as manager: String = "kubectl-edit") {
        let found = contents.withLock { contents in contents.items.keys.first { $0.name == name } }
        if let found { edit(found, path, value, as: manager) }
    }

    /// Changes an item as somebody else would; nil takes the leaf away.
    package func edit(_ key: ItemKey, _ path: Path, _ value: Value?, as manager: String = "kubectl-edit") {
        contents.withLock { contents in
            guard contents.items[key] != nil else { return }
            contents.items[key]?.value[path] = value
            contents.nextVersion += 1
            contents.items[key]?.value[["metadata", "resourceVersion"]] = .string("\(contents.nextVersion)")
            let entries = contents.items[key]?.value["metadata"]?["managedFields"]?.array ?? []
            var kept = entries.map { entry in
                var entry = entry
                if let recorded = entry["fieldsV1"], let fields = try? FieldSet(fieldsV1: recorded) {
                    entry["fieldsV1"] = fields.difference(FieldSet([path])).fieldsV1
                }
                return entry
            }
            if value != nil {
                kept.append([
                    "manager": .string(manager), "operation": "Update", "time": "2026-11-23T00:00:00Z",
                    "fieldsV1": FieldSet([path]).fieldsV1,
                ])
            }
            contents.items[key]?.value[["metadata", "managedFields"]] = .array(kept)
        }
    }

    // MARK: Backend

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        contents.withLock { contents in
            let hidden = contents.unlisted
            let found = contents.items.values.filter { observation in
                guard hidden[observation.key.itemKind] == nil else { return false }
                // A faithful world lists by the label of Berth.
                let isListed = !contents.merges || observation.label(Item.Mark.managedByLabel) == Item.Mark.manager
                return kinds.contains(observation.key.itemKind) && isListed || named.contains(observation.key)
            }
            return Survey(
                found.map { observation in
                    // Read in the version that was asked for, as a server gives it.
                    guard let key = named.first(where: { $0 == observation.key }) else { return observation }
                    var value = observation.value
                    if value["apiVersion"] != nil { value["apiVersion"] = .string(key.apiVersion) }
                    return Observation(key: key, value: value)
                },
                unlisted: hidden.filter { kinds.contains($0.key) },
                unknown: Dictionary(
                    named.compactMap { key in hidden[key.itemKind].map { (key, $0) } }, uniquingKeysWith: { $1 }))
        }
    }

    package func read(_ key: ItemKey) async throws -> Observation? {
        contents.withLock(\.onRead)?(key)
        return contents.withLock { $0.items[key].map { Observation(key: key, value: $0.value) } }
    }

    package func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] {
        contents.withLock { contents in
            var result: [ItemKey: [Observation]] = [:]
            for key in keys {
                result[key] = contents.items.values.filter { observation in
                    guard observation.key.place == key.place else { return false }
                    return key.kind == "Namespace"
                        ? observation.key.namespace == key.name
                        : !observation.key.group.isEmpty && key.name.hasSuffix(".\(observation.key.group)")
                }
            }
            return result
        }
    }

    package func billed() async throws -> [Observation] { [] }

    package func objects(of kind: ItemKind, in namespace: String) async throws -> [Observation] {
        try contents.withLock { contents in
            if let reason = contents.unlisted[kind] { throw Refusal(description: reason) }
            return contents.items.values.filter { $0.key.itemKind == kind && $0.key.namespace == namespace }
        }
    }

    /// As a server that knows no defaults: conflicts where others own a leaf with another value.
    package func preview(_ write: Write) async throws -> Preview {
        contents.withLock { $0.previewed.append(write) }
        if let refusal = contents.withLock(\.previewRefusal) { return .rejected(refusal) }
        if write.observed != nil, let refusal = contents.withLock({ $0.changeRefusals[write.key.name] }) {
            return .rejected(refusal)
        }
        let admission = contents.withLock(\.admission)
        let (merges, current) = contents.withLock { ($0.merges, $0.items[write.key]) }
        guard let observed = write.observed else {
            if merges, current != nil { return .exists }
            var result = merges ? MemoryMerge(old: [:], write: write).result : write.body
            admission?(&result)
            return .accepted(result)
        }
        if merges {
            guard let current, current.uid == observed.uid else { return .rejected("it is gone") }
            let merge = MemoryMerge(old: current.value, write: write)
            guard merge.conflicts.isEmpty else { return .conflicts(merge.conflicts) }
            var result = merge.result
            admission?(&result)
            return .accepted(result)
        }
        var conflicts: [FieldConflict] = []
        var result = observed.value
        for leaf in write.body.leaves {
            if let other = owner(of: leaf.path, in: observed.value), observed.value[leaf.path] != leaf.value,
                !write.forced.contains(leaf.path)
            {
                conflicts.append(FieldConflict(path: leaf.path, manager: other))
            }
            result[leaf.path] = leaf.value
        }
        admission?(&result)
        return conflicts.isEmpty ? .accepted(result) : .conflicts(conflicts)
    }

    private func owner(of path: Path, in value: Value) -> String? {
        (value["metadata"]?["managedFields"]?.array ?? []).first { entry in
            guard entry["manager"] != "berth", let recorded = entry["fieldsV1"],
                let fields = try? FieldSet(fieldsV1: recorded)
            else { return false }
            return fields.contains(path)
        }?["manager"]?.string
    }

    package func apply(_ write: Write) async throws -> Observation {
        contents.withLock {
            $0.inFlight += 1
            $0.mostInFlight = max($0.mostInFlight, $0.inFlight)
        }
        for _ in 0..<5 { await Task.yield() }
        return try contents.withLock { contents in
            contents.inFlight -= 1
            if let left = contents.overloads[write.key.name], left > 0 {
                contents.overloads[write.key.name] = left - 1
                throw Overload()
            }
            if contents.refusals.contains(write.key.name) { throw Refusal(description: "\(write.key.name) is refused") }
            let old = contents.items[write.key]
            if write.observed == nil, old != nil { throw Moved() }
            if let observed = write.observed, observed.version != old?.version { throw Moved() }
            let merge = MemoryMerge(old: old?.value ?? [:], write: write)
            if contents.merges, let conflict = merge.conflicts.first {
                throw Refusal(description: "\(conflict.path) belongs to \(conflict.manager)")
            }
            contents.log.append("\(old == nil ? "create" : "update") \(write.key.name)")
            var value = contents.merges ? merge.result : write.body
            contents.admission?(&value)
            if contents.lies.contains(write.key.name), let old { return old }
            let paths = write.body.leaves.map(\.path).filter { $0.components.count > 1 }
            value[["metadata", "uid"]] = old?.uid.map(Value.string) ?? .string("uid-\(contents.nextUID)")
            contents.nextUID += 1
            contents.nextVersion += 1
            value[["metadata", "resourceVersion"]] = .string("\(contents.nextVersion)")
            if !contents.merges {
                value[["metadata", "managedFields"]] = [
                    [
                        "manager": "berth", "operation": "Apply",
                        "fieldsV1": FieldSet(paths.filter { $0 != ["metadata", "name"] }).fieldsV1,
                    ]
                ]
            }
            let observation = Observation(key: write.key, value: value)
            contents.items[write.key] = observation
            if contents.lostAnswers.contains(write.key.name) {
                throw Refusal(description: "the answer for \(write.key.name) was lost")
            }
            if contents.muddledAnswers.remove(write.key.name) != nil { throw Overload() }
            return observation
        }
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        try contents.withLock { contents in
            guard let current = contents.items[observation.key], current.uid == observation.uid else { return true }
            guard current.version == observation.version else { throw Moved() }
            contents.log.append("delete \(observation.key.name)")
            contents.items = Self.without(observation.key, contents.items, isFaithful: contents.merges)
            return false
        }
    }

    package func condition(of observation: Observation) -> ItemCondition {
        contents.withLock { contents in
            if contents.broken.contains(observation.key.name) { return .failed("0 of 1 ready") }
            return contents.neverReady.contains(observation.key.name) ? .inProgress("0 of 1 ready") : .ready
        }
    }

    package func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        while true {
            let current = contents.withLock { $0.items[key] }
            if try satisfied(current) { return current }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    // MARK: BackendProvider

    package func backend(for place: Place) async throws -> any Backend {
        if contents.withLock({ $0.silent.contains(place) }) { throw Refusal(description: "connection refused") }
        return PlaceBackend(world: self, place: place)
    }
    package func connectTenant(_ workspace: String, secret: ItemKey) async throws -> TenantAccess? {
        contents.withLock { contents in
            guard contents.servesTenants,
                let plane = contents.items.values.first(where: {
                    $0.key.kind == "TenantControlPlane" && $0.key.name == workspace
                })
            else { return nil }
            return TenantAccess(
                address: "10.0.0.1", port: 6443, secretUID: plane.uid ?? "", secretVersion: "1", adminKubeconfig: [])
        }
    }
    package func probe(_ workspace: String, host: String, port: Int, path: String) async throws -> ProbeResult {
        .healthy
    }
    package func readyNodes(_ workspace: String) async throws -> Int? { 0 }
}
