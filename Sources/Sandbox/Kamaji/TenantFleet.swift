import Document
import SandboxAPI

/// The API servers of the tenants, each listening on the address of its control plane's Service.
package actor TenantFleet {
    /// What an API server needs to run.
    package struct Plan: Sendable {
        /// `<cluster>/<namespace>/<name>` of the TenantControlPlane.
        package var name: String
        /// Under which name its data is kept: its datastore schema.
        package var schema: String
        package var address: String
        package var port: Int
        package var version: String
        package var authority: CertificateAuthority
        package var identity: ServerIdentity
        package var hasCoreDNS: Bool
    }

    private struct Tenant {
        var plan: Plan
        let cluster: Cluster
        var listener: Listener?
        var settling: Task<Void, Never>
    }

    private let context: ClusterContext
    private let workers: Int
    private var tenants: [String: Tenant] = [:]
    private var starting: Set<String> = []
    private var isStopped = false

    /// A fleet without tenants; each that comes has `workers` Nodes from the start.
    package init(_ context: ClusterContext, workers: Int = 0) {
        self.context = context
        self.workers = workers
    }

    /// The clusters of the tenants, those that sleep included, by `<cluster>/<namespace>/<name>`.
    package var clusters: [String: Cluster] { tenants.mapValues(\.cluster) }

    /// The tenants whose API servers are listening.
    package var listening: Set<String> { Set(tenants.filter { $0.value.listener != nil }.keys) }

    /// Whether a tenant's API server is listening.
    package func isListening(_ name: String) -> Bool { tenants[name]?.listener != nil }

    /// Starts the tenant's API server, or has it take a changed plan up.
    package func run(_ plan: Plan) async throws {
        // An actor's method may be entered again while it waits: one start of a tenant at a time.
        guard !isStopped, starting.insert(plan.name).inserted else { return }
        defer { starting.remove(plan.name) }
        if tenants[plan.name]?.plan.schema != plan.schema { await remove(plan.name, erasing: false) }
        if tenants[plan.name] == nil {
            let cluster = try make(plan)
            tenants[plan.name] = Tenant(plan: plan, cluster: cluster, settling: settle(cluster, plan))
        }
        guard let tenant = tenants[plan.name] else { return }
        tenant.cluster.server.gitVersion = plan.version
        if let listener = tenant.listener {
            if tenant.plan.identity != plan.identity { try listener.replaceIdentity(plan.identity) }
        } else {
            let door = FrontDoor(endpoint: tenant.cluster, log: context.log, faults: context.faults)
            let listener = try await Listener.bind(
                address: plan.address, port: plan.port, identity: plan.identity, responder: door)
            // It may have been removed while its address was bound.
            guard tenants[plan.name]?.cluster === tenant.cluster else { return await listener.close() }
            tenants[plan.name]?.listener = listener
        }
        tenants[plan.name]?.plan = plan
    }

    /// Stops listening; the data stays.
    package func sleep(_ name: String) async {
        guard let listener = tenants[name]?.listener else { return }
        tenants[name]?.listener = nil
        await listener.close()
    }

    /// Ends a tenant; with `erasing`, its data goes, too.
    package func remove(_ name: String, erasing: Bool) async {
        guard let tenant = tenants.removeValue(forKey: name) else { return }
        tenant.settling.cancel()
        // A start that is under way ends first, so that what it starts is stopped.
        await tenant.settling.value
        await tenant.listener?.close()
        await tenant.cluster.stop()
        if erasing { tenant.cluster.erase() }
    }

    /// Ends all API servers for good and keeps their data.
    package func stop() async {
        isStopped = true
        for name in tenants.keys.sorted() { await remove(name, erasing: false) }
    }

    package func resynchronize() async {
        for tenant in tenants.values { await tenant.cluster.resynchronize() }
    }

    private func make(_ plan: Plan) throws -> Cluster {
        let cluster = try Cluster(
            target: "tenant/\(plan.name)", table: "tenant/\(plan.schema)", address: "\(plan.address):\(plan.port)",
            gitVersion: plan.version, authority: plan.authority, context: context)
        try cluster.server.bootstrap()
        return cluster
    }

    /// A new cluster is ready a moment after it answers, and then its controllers start; the binding of the
    /// administrators' group comes last, as kubeadm's does.
    private func settle(_ cluster: Cluster, _ plan: Plan) -> Task<Void, Never> {
        let binding = ObjectKey(name: Self.administrators)
        guard cluster.client.get(.clusterRoleBindings, binding) == nil else { return Task { await cluster.start() } }
        cluster.server.isReady = false
        let pace = context.pace
        return Task { [workers] in
            do {
                try await Task.sleep(for: pace.step())
                cluster.server.isReady = true
                await cluster.start()
                try await Task.sleep(for: pace.step())
            } catch {
                return
            }
            cluster.client.acting(as: "kubeadm").ensure(
                .clusterRoleBindings,
                ClusterBootstrap.binding(Self.administrators, role: "cluster-admin", groups: [Self.administrators]))
            for number in 0..<workers {
                ClusterBootstrap.register(node: "worker-\(number + 1)", version: plan.version, cluster.client)
            }
            if plan.hasCoreDNS { cluster.client.acting(as: "kamaji").ensure(.deployments, Self.coreDNS) }
        }
    }

    /// The group of a kubeadm cluster's administrators, and the name of its binding.
    static let administrators = "kubeadm:cluster-admins"

    private static let coreDNS: Value = [
        "metadata": ["name": "coredns", "namespace": "kube-system", "labels": ["k8s-app": "kube-dns"]],
        "spec": [
            "replicas": 2, "selector": ["matchLabels": ["k8s-app": "kube-dns"]],
            "template": [
                "metadata": ["labels": ["k8s-app": "kube-dns"]],
                "spec": ["containers": [["name": "coredns", "image": "registry.k8s.io/coredns/coredns:v1.12.1"]]],
            ],
        ],
    ]
}
