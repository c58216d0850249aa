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

    private struct Contents {
        var items: [ItemKey: Observation] = [:]
        var log: [String] = []
        var nextUID = 1
        var inFlight = 0
        var mostInFlight = 0
        var overloads: [String: Int] = [:]
        var refusals: Set<String> = []
        var neverReady: Set<String> = []
        var silent: Set<Place> = []
        var broken: Set<String> = []
        var lostAnswers: Set<String> = []
    }

    private let contents = Mutex(Contents())

    package init() {}

    /// What was written and deleted, in order: `create a`, `update a`, `delete a`.
    package var log: [String] { contents.withLock(\.log) }
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
        contents.withLock { contents in
            guard let key = contents.items.keys.first(where: { $0.name == name }) else { return }
            contents.items[key]?.value[path] = value
            contents.items[key]?.value[["metadata", "resourceVersion"]] = "edited"
            let entries = contents.items[key]?.value["metadata"]?["managedFields"]?.array ?? []
            var kept = entries.map { entry in
                var entry = entry
                if let recorded = entry["fieldsV1"], let fields = try? FieldSet(fieldsV1: recorded) {
                    entry["fieldsV1"] = fields.difference(FieldSet([path])).fieldsV1
                }
                return entry
            }
            kept.append([
                "manager": .string(manager), "operation": "Update", "time": "2026-11-23T00:00:00Z",
                "fieldsV1": FieldSet([path]).fieldsV1,
            ])
            contents.items[key]?.value[["metadata", "managedFields"]] = .array(kept)
        }
    }

    // MARK: Backend

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> [Observation] {
        contents.withLock { contents in
            contents.items.values.filter { kinds.contains($0.key.itemKind) || named.contains($0.key) }
        }
    }

    /// As a server that knows no defaults: conflicts where others own a leaf with another value.
    package func preview(_ write: Write) async throws -> Preview {
        guard let observed = write.observed else { return .accepted(write.body) }
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
            if write.observed == nil, old != nil { throw Refusal(description: "\(write.key.name) exists already") }
            contents.log.append("\(old == nil ? "create" : "update") \(write.key.name)")
            var value = write.body
            let paths = write.body.leaves.map(\.path).filter { $0.components.count > 1 }
            value[["metadata", "uid"]] = old?.uid.map(Value.string) ?? .string("uid-\(contents.nextUID)")
            contents.nextUID += 1
            value[["metadata", "managedFields"]] = [
                [
                    "manager": "berth", "operation": "Apply",
                    "fieldsV1": FieldSet(paths.filter { $0 != ["metadata", "name"] }).fieldsV1,
                ]
            ]
            let observation = Observation(key: write.key, value: value)
            contents.items[write.key] = observation
            if contents.lostAnswers.contains(write.key.name) {
                throw Refusal(description: "the answer for \(write.key.name) was lost")
            }
            return observation
        }
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        contents.withLock { contents in
            guard contents.items[observation.key]?.uid == observation.uid else { return true }
            contents.log.append("delete \(observation.key.name)")
            contents.items[observation.key] = nil
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
    package func connectTenant(_ workspace: String, secret: ItemKey) async throws -> TenantAccess? { nil }
    package func probe(_ workspace: String, host: String, port: Int, path: String) async throws -> ProbeResult {
        .healthy
    }
    package func readyNodes(_ workspace: String) async throws -> Int { 0 }
}

/// The part of a world that lies at one place.
private struct PlaceBackend: Backend {
    let world: MemoryWorld
    let place: Place

    func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> [Observation] {
        try await world.observe(kinds: kinds, named: named).filter { $0.key.place == place }
    }

    func preview(_ write: Write) async throws -> Preview { try await world.preview(write) }
    func apply(_ write: Write) async throws -> Observation { try await world.apply(write) }
    func delete(_ observation: Observation) async throws -> Bool { try await world.delete(observation) }
    func condition(of observation: Observation) -> ItemCondition { world.condition(of: observation) }

    func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        try await world.wait(for: key, until: satisfied)
    }
}
