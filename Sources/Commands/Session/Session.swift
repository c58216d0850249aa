import Backends
import Diagnostics
import Execution
import Glibc
import HTTP
import Kubernetes
import Planning
import Resources
import Specification
import State

/// A project with its state and the ways to the world, for one command.
struct Session: Sendable {
    let project: Project
    let store: StateStore
    let identity: RunIdentity
    /// The repository, where there was one when the command began.
    let repository: StateRepository?
    /// What was recorded last, by group.
    let snapshots: [String: Snapshot]
    let http: HTTPClient
    let clusters: ClusterConnections
    let clock = RunClock()
    private let warn: @Sendable (Diagnostic) -> Void

    var estate: Estate { project.estate }

    /// Opens a session for `body` and ends it afterwards; warnings go to standard error.
    static func open<Result>(
        _ project: Project, _ common: CommonOptions, _ body: (Session) async throws -> Result
    ) async throws -> Result {
        let renderer = ErrorReport.renderer(usesColor: common.terminal(STDERR_FILENO).settings.usesColor)
        let session = try await Session(project) { StandardStreams.complain(renderer.render([$0])) }
        do {
            let result = try await body(session)
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
        }
    }

    /// Opens the state of a project; connections are made when they are needed.
    init(_ project: Project, warn: @escaping @Sendable (Diagnostic) -> Void) async throws {
        self.project = project
        self.warn = warn
        let variable = ProcessEnvironment.variable
        store = try StateStore(project.estate, variable: variable)
        identity = await .current(root: project.root, variable: variable)
        repository = try await store.existing()
        try await repository?.synchronize(
            note: CommitNote(subject: "Synchronize", actor: identity.actor, time: clock.seconds()))
        snapshots = try await StateStore.snapshots(in: repository)
        http = HTTPClient()
        clusters = ClusterConnections(project.estate, reader: ClusterAccessReader(variable: variable), http: http)
    }

    /// Ends the connections.
    func close() async { await http.close() }

    /// The sources of secrets; those that Berth generated are read from `repository`. `warn` is told of what should be mended,
    /// by default on standard error.
    func secrets(
        _ repository: StateRepository?, warn: (@Sendable (Diagnostic) -> Void)? = nil
    ) -> SecretResolver {
        let clusters = clusters
        return SecretResolver(
            SecretResolver.Sources(
                identity: store.identity, vault: repository.map(store.vault),
                backend: { try await clusters.backend(for: $0) }), warn: warn ?? self.warn)
    }

    /// The backends of the estate.
    func backends(_ secrets: any SecretSource) -> EstateBackends {
        EstateBackends(estate, clusters: clusters, secrets: secrets, http: http, home: ProcessEnvironment.home)
    }
}
