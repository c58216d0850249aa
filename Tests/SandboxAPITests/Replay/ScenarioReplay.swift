import Document
import Synchronization

@testable import SandboxAPI

/// Sends the steps of the scenarios to one server, in their order, and compares the answers.
struct ScenarioReplay {
    /// The scenarios in the order in which they were recorded; they share a namespace.
    static let scenarios = [
        "ssa-create-update-remove", "ssa-conflicts", "ssa-preconditions", "ssa-deployment",
        "ssa-service-secret-rbac", "ssa-tenantcontrolplane", "dry-run", "errors", "list", "watch", "delete", "lease",
        "discovery",
    ]

    /// The result of every step, computed once.
    static let results = Task { try await ScenarioReplay().run() }

    private let server: ScenarioServer

    private init() throws {
        server = try ScenarioServer()
    }

    private func run() async throws -> [ReplayResult] {
        var results: [ReplayResult] = []
        for scenario in Self.scenarios {
            if scenario == "list" { makePages() }
            let transcript = try Transcript(scenario)
            var counterparts = Counterparts()
            for (index, step) in transcript.steps.enumerated() {
                var result = ReplayResult(scenario: scenario, step: index + 1, note: step.note, verdict: .equal)
                server.moveClock(to: step.responseBody)
                let (response, body) = try await answer(to: step, counterparts)
                if let reason = Self.reasonToSkip(step, of: scenario) {
                    result.verdict = .skipped(reason)
                } else {
                    var comparison = TranscriptComparison(counterparts)
                    comparison.compare(Errata.mended(step, of: scenario), body)
                    counterparts = comparison.counterparts
                    let differences = Self.frameDifferences(step, response) + comparison.differences
                    if !differences.isEmpty { result.verdict = .different(differences) }
                }
                results.append(result)
            }
        }
        return results
    }

    /// Status, content type and the headers that were recorded.
    private static func frameDifferences(_ step: Transcript.Step, _ response: APIResponse) -> [String] {
        var differences: [String] = []
        if response.status != step.status { differences.append("status \(response.status) instead of \(step.status)") }
        for (name, value) in [("Content-Type", step.contentType)] + step.responseHeaders {
            let actual = response.headers.first { $0.name == name }?.value
            if actual != value { differences.append("\(name): \(actual ?? "none") instead of \(value)") }
        }
        return differences
    }

    private func answer(
        to step: Transcript.Step, _ counterparts: Counterparts
    ) async throws -> (APIResponse, Value) {
        var path = counterparts.translated(step.path)
        for name in ["resourceVersion", "continue"] { path = translated(name, in: path, counterparts) }
        var user: APIUser? = .administrator
        if step.note.hasPrefix("no credentials") { user = .anonymous }
        if step.headers.contains(where: { $0.name == "Authorization" }) { user = nil }
        let request = APIRequest(
            method: step.method, target: path, headers: step.headers,
            body: step.bodyBytes(counterparts.translated(step.body)), user: user)
        let response = server.server.respond(to: request)
        lastToken(of: response)
        guard let bytes = response.bytes else {
            let writes = { if step.note.hasPrefix("ADDED, MODIFIED") { self.changeWatched() } }
            return (response, try await server.events(of: response, whileOpen: writes))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return (response, (try? Value(json: bytes)) ?? .string(text))
    }

    /// A version in a query by its counterpart, a token by the one this server gave last.
    private func translated(_ name: String, in path: String, _ counterparts: Counterparts) -> String {
        guard let range = path.firstRange(of: "\(name)=") else { return path }
        let value = path[range.upperBound...].prefix { $0 != "&" }
        let replacement =
            name == "continue"
            ? (value == "nonsense" ? nil : Self.token.withLock { $0 })
            : counterparts.actual("version", of: String(value))
        guard let replacement else { return path }
        return path[..<range.upperBound] + replacement + path[range.upperBound...].dropFirst(value.count)
    }

    private func lastToken(of response: APIResponse) {
        guard let bytes = response.bytes, let body = try? Value(json: bytes),
            let token = body["metadata"]?["continue"]?.string
        else { return }
        Self.token.withLock { $0 = token }
    }

    private static let token = Mutex<String?>(nil)

    /// The 25 objects that were made before the scenario `list`.
    private func makePages() {
        for index in 0..<25 {
            let number = index < 10 ? "0\(index)" : "\(index)"
            server.send(
                "POST", "/api/v1/namespaces/truth/configmaps", "application/json",
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
        let collection = "/api/v1/namespaces/truth/configmaps"
        let merge = "application/merge-patch+json"
        server.send(
            "POST", collection, "application/json",
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "w1", "labels": ["w": "y"]],
                "data": ["a": "1"],
            ])
        server.send("PATCH", "\(collection)/w1", merge, ["data": ["a": "2"]])
        server.send("PATCH", "\(collection)/w1", merge, ["metadata": ["labels": ["w": .null]]])
        server.send("PATCH", "\(collection)/w1", merge, ["metadata": ["labels": ["w": "y"]]])
        server.send("DELETE", "\(collection)/w1")
    }

    private static func reasonToSkip(_ step: Transcript.Step, of scenario: String) -> String? {
        guard scenario == "delete" else { return nil }
        return [
            "dependent gone": "the garbage collector is a controller",
            "conditions say what remains": "the namespace controller writes them",
            "delete again while terminating": "shows what the namespace controller wrote",
            "released": "shows the version at which the namespace controller deleted it",
            "gone": "the namespace controller removes the last finalizer",
        ][step.note]
    }
}
