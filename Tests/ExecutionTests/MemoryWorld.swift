import Document
import Kubernetes
import Resources
import Synchronization

/// A world in memory: keeps items as a server would, and misbehaves on command.
final class MemoryWorld: Backend, BackendProvider {
    struct Overload: TransientError, CustomStringConvertible {
        let isTransient = true
        let description = "503 overloaded"
    }

    struct Refusal: Error, CustomStringConvertible {
        let description: String
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
    }

    private let contents = Mutex(Contents())

    /// What was written and deleted, in order: `create a`, `update a`, `delete a`.
    var log: [String] { contents.withLock(\.log) }
    var mostInFlight: Int { contents.withLock(\.mostInFlight) }
    var names: [String] { contents.withLock { $0.items.keys.map(\.name).sorted() } }

    func item(_ name: String) -> Observation? {
        contents.withLock { contents in contents.items.first { $0.key.name == name }?.value }
    }

    /// The next `count` writes of an item end with an error that passes.
    func overload(_ name: String, times count: Int) { contents.withLock { $0.overloads[name] = count } }
    /// Writes of an item are refused for good.
    func refuse(_ name: String) { contents.withLock { _ = $0.refusals.insert(name) } }
    func heal() {
        contents.withLock {
            $0.refusals = []
            $0.neverReady = []
        }
    }
    /// An item never becomes ready.
    func stall(_ name: String) { contents.withLock { _ = $0.neverReady.insert(name) } }

    /// Changes an item as somebody else would.
    func edit(_ name: String, _ path: Path, _ value: Value, as manager: String = "kubectl-edit") {
        contents.withLock { contents in
            guard let key = contents.items.keys.first(where: { $0.name == name }) else { return }
            contents.items[key]?.value[path] = value
            contents.items[key]?.value[["metadata", "resourceVersion"]] = "edited"
            let entries = contents.items[key]?.value["metadata"]?["managedFields"]?.array ?? []
            var fields = (try? entries.first.flatMap { $0["fieldsV1"] }.map { try FieldSet(fieldsV1: $0) }) ?? FieldSet()
            fields = fields.difference(FieldSet([path]))
            let mine: Value = ["manager": "berth", "operation": "Apply", "fieldsV1": fields.fieldsV1]
            let theirs: Value = [
                "manager": .string(manager), "operation": "Update", "time": "2026-11-23T00:00:00Z",
                "fieldsV1": FieldSet([path]).fieldsV1,
            ]
            contents.items[key]?.value[["metadata", "managedFields"]] = [mine, theirs]
        }
    }

    // MARK: Backend

    func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> [Observation] {
        contents.withLock { contents in
            contents.items.values.filter { kinds.contains($0.key.itemKind) || named.contains($0.key) }
        }
    }

    func preview(_ write: Write) async throws -> Preview { .accepted(write.body) }

    func apply(_ write: Write) async throws -> Observation {
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
            return observation
        }
    }

    func delete(_ observation: Observation) async throws -> Bool {
        contents.withLock { contents in
            guard contents.items[observation.key]?.uid == observation.uid else { return true }
            contents.log.append("delete \(observation.key.name)")
            contents.items[observation.key] = nil
            return false
        }
    }

    func condition(of observation: Observation) -> ItemCondition {
        contents.withLock { $0.neverReady.contains(observation.key.name) ? .inProgress("0 of 1 ready") : .ready }
    }

    func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        while true {
            let current = contents.withLock { $0.items[key] }
            if try satisfied(current) { return current }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    // MARK: BackendProvider

    func backend(for place: Place) async throws -> any Backend { self }
    func connectTenant(_ workspace: String, secret: ItemKey) async throws -> TenantAccess? { nil }
    func probe(_ workspace: String, host: String, port: Int, path: String) async throws -> ProbeResult { .healthy }
    func readyNodes(_ workspace: String) async throws -> Int { 0 }
}
