import Document
import Files
import Kubernetes
import Synchronization

/// What the API servers of tenants serve, remembered from run to run in a file beside the state: a fleet has thousands that
/// serve the same, and each would be asked twice before anything is listed.
///
/// Nothing depends on it: a kind that is missing in it is asked for anew, as is one that the server does not know any more. A
/// file that cannot be read or written is as good as none.
package final class DiscoveryStore: Sendable {
    private struct Server: Hashable {
        var version: String
        var content: Digest
    }

    private struct State {
        var isLoaded = false
        var isChanged = false
        var contents: [Digest: Discovery] = [:]
        /// By the uid of the control plane, which no other ever has.
        var servers: [String: Server] = [:]
    }

    private static let format: Int64 = 1
    private static let limit = 256 << 20

    private let path: String
    private let state = Mutex(State())

    /// `path` is the file; its folder need not exist.
    package init(path: String) {
        self.path = path
    }

    /// What is remembered of a server in a version, and how more is remembered.
    func memory(of uid: String, version: String) -> DiscoveryMemory {
        DiscoveryMemory(
            recall: { self.recall(uid, version) },
            keep: { self.keep($0, uid, version) })
    }

    private func recall(_ uid: String, _ version: String) -> Discovery? {
        state.withLock { state in
            load(&state)
            guard let server = state.servers[uid], server.version == version else { return nil }
            return state.contents[server.content]
        }
    }

    /// What a silent server of an API group would serve is not known, so that such an answer is not kept.
    private func keep(_ discovery: Discovery, _ uid: String, _ version: String) -> Discovery {
        let content = Digest(of: discovery.value)
        return state.withLock { state in
            load(&state)
            guard discovery.stale.isEmpty else {
                state.isChanged = state.servers.removeValue(forKey: uid) != nil || state.isChanged
                return discovery
            }
            let server = Server(version: version, content: content)
            if state.servers.updateValue(server, forKey: uid) != server { state.isChanged = true }
            if let shared = state.contents[content] { return shared }
            state.contents[content] = discovery
            return discovery
        }
    }

    /// Writes what changed; to be called when the run is over.
    package func save() {
        let bytes = state.withLock { state -> [UInt8]? in
            guard state.isChanged else { return nil }
            state.isChanged = false
            let used = Set(state.servers.values.map(\.content))
            let value: Value = [
                "format": .integer(Self.format),
                "contents": .object(
                    Object(state.contents.filter { used.contains($0.key) }.map { ($0.key.description, $0.value.value) })
                ),
                "servers": .object(
                    Object(
                        state.servers.map { uid, server in
                            (
                                uid,
                                [
                                    "version": .string(server.version),
                                    "content": .string(server.content.description),
                                ]
                            )
                        })),
            ]
            return value.json(.canonical)
        }
        guard let bytes else { return }
        // The next run asks again, that is all.
        try? OutputFile.write(bytes, to: path, mode: 0o600)
    }

    private func load(_ state: inout State) {
        guard !state.isLoaded else { return }
        state.isLoaded = true
        guard let bytes = try? RegularFile(reading: path, limit: Self.limit).bytes, let value = try? Value(json: bytes),
            value["format"]?.integer == Self.format
        else { return }
        for (text, content) in value["contents"]?.object ?? [:] {
            // What does not match its digest was written by other hands.
            guard let digest = Digest(text), let discovery = Discovery(kept: content),
                Digest(of: discovery.value) == digest
            else { continue }
            state.contents[digest] = discovery
        }
        for (uid, server) in value["servers"]?.object ?? [:] {
            guard let version = server["version"]?.string,
                let content = server["content"]?.string.flatMap({ Digest($0) }),
                state.contents[content] != nil
            else { continue }
            state.servers[uid] = Server(version: version, content: content)
        }
    }
}
