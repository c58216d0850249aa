import Backends
import Bounds
import Charts
import Diagnostics
import Execution
import Glibc
import HTTP
import Kubernetes
import Planning
import Reports
import Resources
import Specification
import State

/// A project with its state and the ways to the world, for one command.
struct Session: Sendable {
    /// What is planned and carried out; of a rollback with the files of an earlier commit.
    var project: Project
    let store: StateStore
    var identity: RunIdentity
    /// The repository, where there was one when the command began.
    let repository: StateRepository?
    /// How what is here stands to the state at the remote.
    let freshness: StateFreshness
    /// What was recorded last; empty where there is no repository.
    let recorded: RecordedState?
    let http: HTTPClient
    let clusters: ClusterConnections
    private let discoveries: DiscoveryStore
    let charts: ChartRenderer
    let clock = RunClock()
    let warn: @Sendable (Diagnostic) -> Void
    /// Where it is said how far planning is.
    let line: LiveLine
    private let tally = RequestTally()

    var estate: Estate { project.estate }

    /// The snapshots that can be read, by group.
    var snapshots: [String: Snapshot] { recorded?.snapshots ?? [:] }

    /// Opens a session for `body` and ends it afterwards; warnings go to standard error. Without `readsState` the state is not
    /// looked at, and its remote not asked.
    static func open<Result>(
        _ project: Project, _ common: CommonOptions, readsState: Bool = true,
        _ body: (Session) async throws -> Result
    ) async throws -> Result {
        let renderer = ErrorReport.renderer(usesColor: common.terminal(STDERR_FILENO).settings.usesColor)
        let line = LiveLine(common.terminal(STDERR_FILENO))
        let session = try await Session(project, readsState: readsState, line: line) { warning in
            line.interrupted { StandardStreams.complain(renderer.render([warning])) }
        }
        do {
            let result = try await body(session)
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
        }
    }

    /// Opens a session for a command that only reads, and ends the command with what `body` came to: with `unreachable` where
    /// that rests on a state that may be older than what others published.
    static func reading(
        _ project: Project, _ common: CommonOptions, _ body: (Session) async throws -> ExitStatus
    ) async throws {
        try await open(project, common) { session in try await body(session).given(session.freshness).exit() }
    }

    /// Opens the state of a project; connections are made when they are needed.
    ///
    /// A remote that cannot be read within its deadline stops nothing: what is here is taken, and a warning says how old it is.
    init(
        _ project: Project, readsState: Bool, line: LiveLine, warn: @escaping @Sendable (Diagnostic) -> Void
    ) async throws {
        self.project = project
        self.warn = warn
        self.line = line
        let variable = ProcessEnvironment.variable
        store = try StateStore(project.estate, variable: variable)
        identity = await .current(root: project.root, variable: variable)
        let repository = readsState ? try await store.existing() : nil
        self.repository = repository
        let note = CommitNote(subject: "Refresh", actor: identity.actor, time: clock.seconds())
        freshness =
            try await line.during({ "asking the remote of the state" }) { try await repository?.refresh(note: note) }
            ?? StateFreshness()
        recorded = try await repository?.recorded()
        for finding in freshness.findings(at: store.path, now: clock.seconds()) { warn(finding) }
        for error in recorded?.unreadable ?? [] { warn(.warning("\(error)")) }
        DescriptorLimit.raise()
        var options = HTTPClient.Options(descriptors: DescriptorLimit.current)
        options.tally = tally
        options.threads = 2
        http = HTTPClient(options)
        charts = ChartRenderer(project.estate, home: ProcessEnvironment.home)
        discoveries = DiscoveryStore(path: "\(store.path)/berth-discovery.json")
        clusters = ClusterConnections(
            project.estate, reader: ClusterAccessReader(variable: variable, refusal: Self.refusal(project)), http: http,
            discoveries: discoveries)
    }

    /// Why a file must not be used beside the estate of a revision.
    private static func refusal(_ project: Project) -> @Sendable (String) -> String? {
        { [files = project.base?.files] path in files?.refusal(of: path) }
    }

    /// What was asked so far.
    var requestBudget: RequestBudget {
        RequestBudget(
            tally.counts.map { .init(place: $0.key.place, purpose: $0.key.purpose, count: $0.value) })
    }

    /// `asking: 12 of up to 42 clusters and tenants, 345 requests`: how far looking at the world is.
    func outlook() -> String {
        let counts = tally.counts
        let most = estate.managementClusters.count + project.specification.workspaces.count
        let places = min(Set(counts.keys.map(\.place)).count, most)
        let requests = counts.values.reduce(0, +)
        return "asking: \(places.grouped) of up to \(most.grouped) clusters and tenants, \(requests.counted("request"))"
    }

    /// Ends the connections.
    func close() async {
        await charts.close()
        await http.close()
        discoveries.save()
    }

    /// The sources of secrets; those that Berth generated are read from `repository`. `warn` is told of what should be mended,
    /// by default on standard error.
    func secrets(
        _ repository: StateRepository?, warn: (@Sendable (Diagnostic) -> Void)? = nil
    ) -> SecretResolver {
        let clusters = clusters
        return SecretResolver(
            SecretResolver.Sources(
                identity: store.identity, identityGap: store.identityGap, vault: repository.map(store.vault),
                boundary: SecretBoundary(
                    estate, workspaces: project.specification.workspaces, uses: SecretUses(of: snapshots)),
                backend: { try await clusters.backend(for: $0) }), warn: warn ?? self.warn)
    }

    /// The backends of the estate.
    func backends(_ secrets: any SecretSource) -> EstateBackends {
        EstateBackends(estate, clusters: clusters, secrets: secrets, http: http, home: ProcessEnvironment.home)
    }
}

extension SecretUses {
    /// What the snapshots of workspaces record.
    init(of snapshots: [String: Snapshot]) {
        let workspaces = snapshots.filter { ResourceAddress.Scope(group: $0.key).cluster == nil }
        self.init(workspaces.mapValues { Set($0.items.values.flatMap(\.secrets)) })
    }
}
