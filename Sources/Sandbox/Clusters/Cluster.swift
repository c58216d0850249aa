import Document
import FoundationEssentials
import SandboxAPI
import Synchronization

/// A Kubernetes cluster of the sandbox: its API server, who may ask it, and the controllers that work on it.
package final class Cluster: Endpoint {
    /// The name of a management cluster, or `tenant/<cluster>/<namespace>/<name>`.
    package let target: String
    package let server: APIServer
    package let authority: CertificateAuthority
    package let graph: OwnerGraph
    package let client: ClusterClient
    let context: ClusterContext
    private let table: String
    private let authenticator: Authenticator
    private let changes: AsyncStream<StoreRecord>
    private let continuation: AsyncStream<StoreRecord>.Continuation
    private let loop = Mutex<ControllerLoop?>(nil)
    private let payload = StaticPayload()

    /// A cluster with what the journal remembers of it under `table`. Nobody works on it before `start`.
    package init(
        target: String, table: String, address: String, gitVersion: String, authority: CertificateAuthority,
        tokens: [String: APIUser] = [:], admission: (any AdmissionPlugin)? = nil, context: ClusterContext
    ) throws(SandboxError) {
        self.target = target
        self.table = table
        self.authority = authority
        self.context = context
        let faults = context.faults
        server = APIServer(
            name: target,
            configuration: ServerConfiguration(
                gitVersion: gitVersion, address: address, admission: admission,
                tokenKey: try authority.derivedKey(for: "tokens of service accounts")),
            registry: .builtIn,
            environment: APIServer.Environment(
                now: { Timestamp(seconds: Clock.milliseconds / 1000 + faults.skew(of: target)) },
                uid: { UUID().uuidString.lowercased() }))
        client = ClusterClient(server, manager: "kube-controller-manager", faults: faults)
        graph = OwnerGraph()
        authenticator = Authenticator(authority: authority, tokens: tokens, server: server)
        (changes, continuation) = AsyncStream.makeStream()
        do {
            try server.restore(Self.records(in: context.journal.take(table)))
        } catch {
            throw .damagedTable(table, cause: "\(error)")
        }
        let journal = context.journal
        server.onCommit { [continuation] record in
            journal.append(
                JournalRecord(
                    table: table, key: Self.journalKey(record), revision: record.version, body: record.body))
            continuation.yield(record)
        }
    }

    /// Lets the core controllers, and those given, work on the cluster.
    package func start(_ more: [any Controller] = []) async {
        let loop = ControllerLoop(
            cluster: target, controllers: coreControllers + more, graph: graph, faults: context.faults,
            pace: context.pace)
        self.loop.withLock { $0 = loop }
        await loop.start(server.snapshot, changes: changes)
    }

    /// Ends the controllers. The API answers on, unchanged by anybody but its clients.
    package func stop() async {
        continuation.finish()
        let loop = loop.withLock { loop in
            defer { loop = nil }
            return loop
        }
        await loop?.stop()
    }

    /// Forgets everything that was remembered of this cluster.
    package func erase() {
        context.journal.append(JournalRecord(table: table, key: "", body: nil, isDrop: true))
    }

    /// Has the controllers look at everything anew.
    package func resynchronize() async {
        await loop.withLock { $0 }?.resynchronize()
    }

    /// How many of the objects that every cluster has are not there yet.
    package var missingDefaults: Int {
        let pending = client.list(.definitions).count { !$0.hasCondition("Established") }
        guard context.controllers != .none else { return pending }
        return client.list(.namespaces).filter { !$0.isBeingDeleted }.reduce(pending) { count, namespace in
            count + NamespaceController.missingDefaults(in: namespace.objectKey.name, graph).count
        }
    }

    package func user(of request: WebRequest) -> String {
        authenticator.user(of: request)?.name ?? ""
    }

    package func respond(to request: WebRequest) async -> WebResponse {
        let target = request.query.isEmpty ? request.path : "\(request.path)?\(request.query)"
        let user = authenticator.user(of: request)
        if request.path == StaticPayload.path, user?.groups.contains("system:masters") == true {
            return payload.response(to: request)
        }
        let answer = server.respond(
            to: APIRequest(
                method: request.method, target: target, headers: request.headers, body: request.body, user: user))
        return WebResponse(status: answer.status, headers: answer.headers, body: answer.body)
    }

    package func failure(status: Int, retryAfter: Int?) -> WebResponse {
        let reason =
            switch status {
            case 410: "Expired"
            case 429: "TooManyRequests"
            case 503: "ServiceUnavailable"
            case 504: "Timeout"
            default: "InternalError"
            }
        var details: Value = [:]
        if let retryAfter { details["retryAfterSeconds"] = .integer(Int64(retryAfter)) }
        return .json(
            [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message": "injected by a fault", "reason": .string(reason), "details": details,
                "code": .integer(Int64(status)),
            ], status: status, headers: retryAfter.map { [("Retry-After", String($0))] } ?? [])
    }

    private var coreControllers: [any Controller] {
        guard context.controllers != .none else { return [DefinitionController(client: client)] }
        return [
            NamespaceController(client: client, graph: graph, authorityPEM: authority.certificatePEM),
            TokenController(
                client: client, graph: graph, server: server, authorityPEM: authority.certificatePEM),
            GarbageCollector(client: client, graph: graph),
            DefinitionController(client: client),
            ServiceController(
                client: client, cluster: target, addresses: context.addresses, faults: context.faults),
            VolumeController(client: client, graph: graph),
            DeploymentController(client: client, graph: graph),
            ReplicaSetController(client: client, graph: graph),
            StatefulSetController(client: client, graph: graph),
            DaemonSetController(client: client, graph: graph),
            JobController(client: client, graph: graph),
            DisruptionController(client: client, graph: graph),
            PodController(client: client, graph: graph, cluster: target, faults: context.faults),
        ]
    }

    private static func journalKey(_ record: StoreRecord) -> String {
        "\(record.resource.group)|\(record.resource.resource)|\(record.key.namespace)|\(record.key.name)"
    }

    private static func records(in table: JournalContents.Table) throws -> [StoreRecord] {
        var records = try table.entries.map { key, entry in
            // The name comes last: it may hold anything, as those of roles do.
            let parts = key.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4 else { throw SandboxError.badArgument("\(key) names no object") }
            return StoreRecord(
                version: entry.revision, resource: GroupResource(group: parts[0], resource: parts[1]),
                key: ObjectKey(namespace: parts[2], name: parts[3]), body: entry.body)
        }
        records.sort { $0.version < $1.version }
        // The last change may have been a removal: versions go on from there.
        if let last = records.last, last.version < table.revision {
            records.append(
                StoreRecord(
                    version: table.revision, resource: last.resource, key: ObjectKey(name: ""), body: nil))
        }
        return records
    }
}
