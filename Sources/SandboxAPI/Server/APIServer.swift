import Document
import Synchronization

/// One Kubernetes API server in memory: the store of a cluster and the rules of the requests on it.
///
/// `respond(to:)` answers HTTP requests; controllers use the typed access of `APIServer+Controllers.swift`. Nothing
/// here listens, sleeps for effect or reads a clock of its own.
package final class APIServer: Sendable {
    /// What the server takes from its surroundings.
    package struct Environment: Sendable {
        /// The time now.
        package var now: @Sendable () -> Timestamp
        /// A new uid each time: a lower-case UUID.
        package var uid: @Sendable () -> String
        /// Waits; the end of a watch and its bookmarks are timed with it.
        package var sleep: @Sendable (Duration) async throws -> Void

        package init(
            now: @escaping @Sendable () -> Timestamp, uid: @escaping @Sendable () -> String,
            sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
        ) {
            self.now = now
            self.uid = uid
            self.sleep = sleep
        }
    }

    /// The name of the cluster.
    package let name: String
    package let configuration: ServerConfiguration
    let environment: Environment
    let state: Mutex<ServerState>
    let signer: TokenSigner

    /// A server without objects; `bootstrap()` makes those that every cluster has.
    package init(
        name: String, configuration: ServerConfiguration = ServerConfiguration(), registry: SchemaRegistry,
        environment: Environment
    ) {
        self.name = name
        self.configuration = configuration
        self.environment = environment
        signer = TokenSigner(key: configuration.tokenKey)
        state = Mutex(ServerState(configuration: configuration, registry: registry, environment: environment))
    }

    /// Whether `/readyz` says so; a server that is not ready refuses everything but its health and version with 503.
    package var isReady: Bool {
        get { state.withLock { $0.isReady } }
        set { state.withLock { $0.isReady = newValue } }
    }

    /// The time by the server's clock.
    package var now: Timestamp { environment.now() }

    /// The version of Kubernetes that `/version` shows.
    package var gitVersion: String {
        get { state.withLock { $0.gitVersion } }
        set { state.withLock { $0.gitVersion = newValue } }
    }

    /// The version of the last change.
    package var resourceVersion: UInt64 { state.withLock { $0.store.version } }

    /// Calls `record` with each later change, in order and before the write that made it is answered.
    package func onCommit(_ record: @escaping @Sendable (StoreRecord) -> Void) {
        state.withLock { $0.store.onCommit = record }
    }

    /// Takes what an earlier run recorded; to be called before the first request.
    package func restore(_ records: some Sequence<StoreRecord>) throws(JSONError) {
        try state.withLock { state throws(JSONError) in try state.restore(records) }
    }

    /// All objects as records: what a compacted log starts with.
    package var snapshot: [StoreRecord] { state.withLock { $0.store.snapshot } }

    /// Forgets earlier versions: older watches and `continue` tokens end in `410 Expired`.
    package func forgetHistory() {
        state.withLock { $0.store.forgetHistory() }
    }
}
