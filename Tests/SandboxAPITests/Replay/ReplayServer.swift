import Document
import Synchronization
import TestSupport

@testable import SandboxAPI

/// An API server that transcripts are replayed against: its clock is the transcript's, and the uids and versions in
/// requests are exchanged for those that this server gave.
final class ReplayServer: Sendable {
    let server: APIServer
    private let surroundings: Surroundings
    /// The recorded server's uids and versions and their counterparts here.
    private let counterparts = Mutex<[String: String]>([:])

    init(namespaces: [String], definitions: [Value] = []) throws {
        let surroundings = Surroundings()
        server = APIServer(
            name: "replay", registry: .builtIn,
            environment: APIServer.Environment(
                now: { Timestamp(surroundings.now) ?? Timestamp(seconds: 0) }, uid: { surroundings.uid() }))
        self.surroundings = surroundings
        try server.bootstrap()
        for definition in definitions {
            var established = try server.create(definition, as: "kubectl")
            established[["status", "conditions"]] = [["type": "Established", "status": "True"]]
            established[["status", "acceptedNames"]] = definition["spec"]?["names"]
            try server.updateStatus(established, as: "kube-apiserver")
        }
        for namespace in namespaces {
            try server.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]], as: "kubectl")
        }
    }

    /// The clock and the uids.
    private final class Surroundings: Sendable {
        private let state = Mutex((now: "2026-11-23T00:00:00Z", count: UInt64(0)))

        var now: String {
            get { state.withLock { $0.now } }
            set { state.withLock { $0.now = newValue } }
        }

        func uid() -> String {
            state.withLock { state in
                state.count += 1
                let digits = String(state.count, radix: 16)
                let padding = String(repeating: "0", count: 12 - digits.count)
                return "5a4db0c5-0000-4000-8000-" + padding + digits
            }
        }
    }

    /// What this server answers to a recorded request.
    func answer(_ step: KubeTruth.Exchange) -> (status: Int, body: Value) {
        if let time = step.time { surroundings.now = time }
        let known = counterparts.withLock { $0 }
        let body: [UInt8] =
            switch step.body {
            case .null: []
            case .string(let text): Array(text.utf8)
            default: step.body.exchanging(known).json()
            }
        let request = APIRequest(method: step.method, target: step.path, headers: step.headers, body: body)
        let response = server.respond(to: request)
        guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
        let value = (try? Value(json: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
        counterparts.withLock { step.answer.pair(with: value, in: &$0) }
        return (response.status, value)
    }
}

extension Value {
    /// The tree with uids and versions exchanged.
    fileprivate func exchanging(_ counterparts: [String: String]) -> Value {
        switch self {
        case .object(let object):
            .object(
                Object(
                    object.map { key, value in
                        guard key == "uid" || key == "resourceVersion", let text = value.string else {
                            return (key, value.exchanging(counterparts))
                        }
                        return (key, .string(counterparts[key + text] ?? text))
                    }))
        case .array(let items): .array(items.map { $0.exchanging(counterparts) })
        default: self
        }
    }

    /// Notes which uids and versions of two answers stand for each other.
    fileprivate func pair(with other: Value, in counterparts: inout [String: String]) {
        switch (self, other) {
        case (.object(let theirs), .object(let ours)):
            for (key, value) in theirs {
                guard let counterpart = ours[key] else { continue }
                if key == "uid" || key == "resourceVersion", let text = value.string, let own = counterpart.string {
                    counterparts[key + text] = own
                } else {
                    value.pair(with: counterpart, in: &counterparts)
                }
            }
        case (.array(let theirs), .array(let ours)):
            for (one, other) in zip(theirs, ours) { one.pair(with: other, in: &counterparts) }
        default: break
        }
    }
}
