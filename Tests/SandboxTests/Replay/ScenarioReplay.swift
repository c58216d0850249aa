import Document
import SandboxAPI
import Synchronization
import TestSupport

/// Sends what was sent to a real API server to this one, in the same order, and compares the answers.
struct ScenarioReplay {
    /// The scenarios in the order in which they were recorded; they share a namespace.
    static let scenarios = [
        "ssa-create-update-remove", "ssa-conflicts", "ssa-preconditions", "ssa-deployment",
        "ssa-service-secret-rbac", "ssa-tenantcontrolplane", "dry-run", "errors", "list", "watch", "delete", "lease",
        "discovery",
    ]

    /// The second set, recorded on a server of its own, in its order.
    static let laterScenarios = [
        "versions", "immutable", "ownership-lost", "status-in-manifest", "admission", "fenced-apply",
        "stale-discovery",
    ]

    /// The result of every step of both sets, computed once.
    static let results = Task { try await results(of: scenarios) + results(of: laterScenarios) }

    /// Runs scenarios one after the other on a fresh server.
    private static func results(of scenarios: [String]) async throws -> [ReplayResult] {
        let replay = try await ScenarioReplay(namespaces: ["truth"])
        var results: [ReplayResult] = []
        for scenario in scenarios {
            try await replay.makeUnrecordedObjects(before: scenario)
            results += try await replay.run(KubeTruth.scenario(scenario), of: scenario)
        }
        return results
    }

    /// The result of every write of the random sequences, computed once. A sequence begins without its object.
    static let randomResults = Task {
        let replay = try await ScenarioReplay(namespaces: ["random"])
        var results: [ReplayResult] = []
        for (name, exchanges) in try KubeTruth.randomSequences() {
            results += try await replay.run(exchanges, of: "ssa-random \(name)")
        }
        return results
    }

    private let server: ReplayServer
    private let token = Token()

    /// The token of the list that was not read to its end.
    private final class Token: Sendable {
        let last = Mutex<String?>(nil)
    }

    private init(namespaces: [String]) async throws {
        server = try await ReplayServer(namespaces: namespaces)
    }

    private func run(_ exchanges: [KubeTruth.Exchange], of scenario: String) async throws -> [ReplayResult] {
        var counterparts = Counterparts()
        var results: [ReplayResult] = []
        for (index, exchange) in exchanges.enumerated() {
            server.moveClock(to: exchange.answer)
            let recorded = Errata.mended(exchange, of: scenario)
            let response = send(exchange, counterparts)
            var comparison = TranscriptComparison(counterparts)
            var answer = try await document(of: response, to: exchange)
            if scenario == "stale-discovery", exchange.object == "/apis" { answer = Self.cut(answer) }
            comparison.compare(exchange, recorded, response, answer)
            if scenario == "delete", exchange.method == "GET", !comparison.differences.isEmpty {
                // The recorder waited here for what controllers do.
                try await server.work { [counterparts] in
                    let response = send(exchange, counterparts)
                    comparison = TranscriptComparison(counterparts)
                    comparison.compare(exchange, recorded, response, response.document)
                    return comparison.differences.isEmpty
                }
            }
            counterparts = comparison.counterparts
            results.append(
                ReplayResult(
                    scenario: scenario, step: index + 1, note: exchange.note,
                    verdict: comparison.differences.isEmpty ? .equal : .different(comparison.differences)))
        }
        return results
    }

    private func send(_ exchange: KubeTruth.Exchange, _ counterparts: Counterparts) -> APIResponse {
        var path = counterparts.translated(exchange.path)
        for name in ["resourceVersion", "continue"] { path = translated(name, in: path, counterparts) }
        var user: APIUser? = .administrator
        if exchange.note.hasPrefix("no credentials") { user = .anonymous }
        if exchange.headers.contains(where: { $0.name == "Authorization" }) { user = nil }
        let body: [UInt8] =
            switch counterparts.translated(exchange.body) {
            case .null: []
            case .string(let text): Array(text.utf8)
            case let document: document.json()
            }
        let response = server.server.respond(
            to: APIRequest(method: exchange.method, target: path, headers: exchange.headers, body: body, user: user))
        if let last = response.document["metadata"]?["continue"]?.string { token.last.withLock { $0 = last } }
        return response
    }

    private func document(of response: APIResponse, to exchange: KubeTruth.Exchange) async throws -> Value {
        guard case .stream = response.body else { return response.document }
        return try await server.events(of: response) {
            if exchange.note.hasPrefix("ADDED, MODIFIED") { changeWatched() }
        }
    }

    /// The groups that the recorder kept of a document of discovery: those with `truth` in their name.
    private static func cut(_ document: Value) -> Value {
        var document = document
        for (list, name) in [("groups", ["name"] as Path), ("items", ["metadata", "name"])] {
            guard let groups = document[list]?.array else { continue }
            document[list] = .array(groups.filter { $0[name]?.string?.contains("truth") ?? false })
        }
        return document
    }

    /// A version in a query by its counterpart, a token by the one this server gave last.
    private func translated(_ name: String, in path: String, _ counterparts: Counterparts) -> String {
        guard let range = path.firstRange(of: "\(name)=") else { return path }
        let value = path[range.upperBound...].prefix { $0 != "&" }
        let replacement =
            name == "continue"
            ? (value == "nonsense" ? nil : token.last.withLock { $0 })
            : counterparts.actual("version", of: String(value))
        guard let replacement else { return path }
        return path[..<range.upperBound] + replacement + path[range.upperBound...].dropFirst(value.count)
    }

    /// What was there when a scenario began, and is in none of the transcripts.
    private func makeUnrecordedObjects(before scenario: String) async throws {
        switch scenario {
        case "list": makePages()
        case "versions":
            // The definition stands in a later step, which tries to change its scope.
            let refused = try KubeTruth.scenario("immutable").first { $0.note == "CRD scope" }
            var definition = refused?.body ?? .null
            definition[["spec", "scope"]] = "Namespaced"
            try server.install(definition)
        case "stale-discovery":
            server.send(
                "POST", "/api/v1/namespaces/truth/services", "application/json",
                [
                    "apiVersion": "v1", "kind": "Service", "metadata": ["name": "agg"],
                    "spec": ["ports": [["port": 443]]],
                ])
        default: break
        }
    }

    /// The 25 objects that were made before the scenario `list`.
    private func makePages() {
        for index in 0..<25 {
            let number = index < 10 ? "0\(index)" : "\(index)"
            server.send(
                "POST", Self.collection, "application/json",
                [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": [
                        "name": .string("page-\(number)"),
                        "labels": ["page": "yes", "parity": index.isMultiple(of: 2) ? "even" : "odd"],
                    ],
                    "data": ["i": .string(String(index))],
                ])
        }
    }

    /// What somebody did while the first watch was open.
    private func changeWatched() {
        let merge = "application/merge-patch+json"
        server.send(
            "POST", Self.collection, "application/json",
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "w1", "labels": ["w": "y"]],
                "data": ["a": "1"],
            ])
        server.send("PATCH", "\(Self.collection)/w1", merge, ["data": ["a": "2"]])
        server.send("PATCH", "\(Self.collection)/w1", merge, ["metadata": ["labels": ["w": .null]]])
        server.send("PATCH", "\(Self.collection)/w1", merge, ["metadata": ["labels": ["w": "y"]]])
        server.send("DELETE", "\(Self.collection)/w1")
    }

    private static let collection = "/api/v1/namespaces/truth/configmaps"
}

extension APIResponse {
    /// The body as JSON, as text where it is none; null of a stream.
    var document: Value {
        guard let bytes else { return .null }
        return (try? Value(json: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
    }
}
