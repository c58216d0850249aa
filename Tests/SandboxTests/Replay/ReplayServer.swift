import Document
import Foundation
import SandboxAPI
import Synchronization
import TestSupport

@testable import Sandbox

/// An API server for replays: time is the transcript's, watches end when they are told, and controllers work only
/// while a step waits for them.
final class ReplayServer: Sendable {
    let server: APIServer
    private let gate: Gate
    private let clock: Clock
    private let faults = FaultPlan()
    private let controllers: ControllerLoop

    /// The time of the transcript.
    private final class Clock: Sendable {
        let now = Mutex(Timestamp(seconds: 1_795_406_400))
    }

    /// Lets watches run out once everything that should be seen in them has happened.
    private final class Gate: Sendable {
        let isOpen = Mutex(false)

        func pass() async throws {
            while !isOpen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
        }
    }

    /// A server with Kamaji's definition and some namespaces.
    init(namespaces: [String]) async throws {
        let gate = Gate()
        let clock = Clock()
        self.gate = gate
        self.clock = clock
        var configuration = ServerConfiguration()
        configuration.address = "127.0.0.1:16443"
        // The recorded server stood on a store that cannot report its progress.
        configuration.servesInitialEvents = false
        server = APIServer(
            name: "truth", configuration: configuration, registry: .builtIn,
            environment: APIServer.Environment(
                now: { clock.now.withLock { $0 } }, uid: { UUID().uuidString.lowercased() },
                sleep: { _ in try await gate.pass() }))
        let client = ClusterClient(server, manager: "kube-controller-manager")
        let graph = OwnerGraph()
        controllers = ControllerLoop(
            cluster: "truth",
            controllers: [
                NamespaceController(client: client, graph: graph, authorityPEM: "authority"),
                GarbageCollector(client: client, graph: graph),
            ], graph: graph, faults: faults, pace: Pace(milliseconds: 1...2))
        // The other scenarios were recorded without controllers.
        faults.add(Fault(.pauseControllers))
        let (changes, continuation) = AsyncStream<StoreRecord>.makeStream()
        server.onCommit { continuation.yield($0) }
        try server.bootstrap()
        try install(TenantControlPlaneDefinition.object)
        for name in namespaces {
            try server.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], as: "unknown")
        }
        await controllers.start([], changes: changes)
    }

    /// Makes a definition and establishes it, as its controller does.
    func install(_ definition: Value) throws {
        try server.create(definition, as: "kubectl-create")
        let stored = (definition["spec"]?["versions"]?.array ?? []).filter { $0["storage"] == true }
        let status: Value = [
            "acceptedNames": definition["spec"]?["names"] ?? .null,
            "conditions": [
                [
                    "type": "NamesAccepted", "status": "True", "reason": "NoConflicts",
                    "message": "no conflicts found",
                ],
                [
                    "type": "Established", "status": "True", "reason": "InitialNamesAccepted",
                    "message": "the initial names have been accepted",
                ],
            ],
            "storedVersions": .array(stored.compactMap { $0["name"] }),
        ]
        try server.mergePatch(
            .customResourceDefinitions, definition.objectKey, subresource: "status", ["status": status],
            as: "kube-apiserver")
    }

    /// Lets the controllers work until a condition holds; gives up after a time that is long for them.
    func work(until isDone: () -> Bool) async throws {
        faults.clear()
        await controllers.resynchronize()
        defer { faults.add(Fault(.pauseControllers)) }
        let deadline = ContinuousClock.now + .seconds(120)
        while !isDone(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Moves the clock to the latest time that an answer shows.
    func moveClock(to answer: Value) {
        let times = answer.leaves.compactMap { leaf -> Timestamp? in
            guard case .key("time") = leaf.path.last else { return nil }
            return leaf.value.string.flatMap(Timestamp.init)
        }
        if let latest = times.max() { clock.now.withLock { $0 = latest } }
    }

    /// What a watch says until it ends; `whileOpen` is done after it has begun.
    func events(of response: APIResponse, whileOpen: () -> Void) async throws -> Value {
        guard case .stream(let stream) = response.body else { return .null }
        whileOpen()
        gate.isOpen.withLock { $0 = true }
        defer { gate.isOpen.withLock { $0 = false } }
        var events: [Value] = []
        for await line in stream { events.append(try Value(json: line)) }
        return .array(events)
    }

    /// Sends a request as the administrator.
    @discardableResult
    func send(_ method: String, _ target: String, _ type: String = "application/json", _ body: Value? = nil)
        -> APIResponse
    {
        server.respond(
            to: APIRequest(
                method: method, target: target, headers: [("Content-Type", type)], body: body?.json() ?? []))
    }
}
