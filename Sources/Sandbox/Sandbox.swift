import Document
import SandboxAPI
import Synchronization

/// A small estate in one process on loopback: management clusters with a stand-in for Kamaji, their tenants,
/// three providers, and an API to look behind the scenes and to make trouble.
///
/// Start reading here, then `Clusters/Cluster.swift`, `Controllers/ControllerLoop.swift`, `Kamaji/`.
package actor Sandbox {
    package nonisolated let configuration: SandboxConfiguration
    package nonisolated let faults: FaultPlan
    package nonisolated let log: RequestLog
    package nonisolated let fleet: TenantFleet
    package nonisolated let clusters: [Cluster]
    package nonisolated let hetzner: HetznerCloud
    package nonisolated let ionos: IONOSCloud
    package nonisolated let cloudflare: Cloudflare
    private let journal: Journal
    private nonisolated let ready = Atomic(false)
    private var listeners: [Listener] = []

    private init(_ configuration: SandboxConfiguration) throws(SandboxError) {
        let layout = SandboxLayout(directory: configuration.directory)
        for directory in [layout.data, layout.keys, layout.kubeconfigs, layout.tokens] {
            try Files.makeDirectory(directory, mode: 0o700)
        }
        let journal = try Journal.open(directory: layout.data)
        let faults = FaultPlan(seed: configuration.seed)
        let log = RequestLog(keepsContents: configuration.recordsBodies)
        let context = ClusterContext(
            journal: journal, faults: faults, log: log, controllers: configuration.controllers,
            pace: configuration.pace,
            addresses: AddressPool(configuration.network))
        var clusters: [Cluster] = []
        for (index, name) in configuration.clusters.enumerated() {
            let address = configuration.network.managementCluster(index + 1)
            clusters.append(
                try Cluster(
                    target: name, table: "cluster/\(name)", address: "\(address):\(LoopbackNetwork.kubernetesPort)",
                    gitVersion: configuration.gitVersion, authority: try layout.authority(name),
                    tokens: [try layout.token(name): .administrator],
                    admission: configuration.controllers == .all ? KamajiWebhook() : nil, context: context))
        }
        func provider(_ token: String?) -> ProviderContext {
            ProviderContext(
                journal: journal, faults: faults, pace: configuration.pace, token: token)
        }
        self.configuration = configuration
        self.faults = faults
        self.log = log
        self.journal = journal
        self.clusters = clusters
        fleet = TenantFleet(context, workers: configuration.workers)
        hetzner = try HetznerCloud(provider(configuration.hetznerToken))
        ionos = try IONOSCloud(provider(configuration.ionosToken))
        cloudflare = try Cloudflare(provider(configuration.cloudflareToken))
        // Both keep the zone that the sample estate writes to, as the zone file does.
        hetzner.insertZone(Self.zone)
        cloudflare.insertZone(Self.zone)
    }

    /// Starts everything and returns when it answers, tenants that ran before included.
    package static func start(_ configuration: SandboxConfiguration) async throws -> Sandbox {
        try configuration.validate()
        let sandbox = try Sandbox(configuration)
        do {
            try await sandbox.listen()
            try sandbox.writeFiles()
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.settle()
        sandbox.ready.store(true, ordering: .releasing)
        return sandbox
    }

    /// Whether everything answers, tenants that ran before included.
    package nonisolated var isReady: Bool { ready.load(ordering: .acquiring) }

    /// Ends everything and leaves the data where it is.
    package func stop() async {
        for cluster in clusters { await cluster.stop() }
        await fleet.stop()
        // What says whose the network is goes last: nobody else starts there while a tenant still listens.
        for listener in listeners.reversed() { await listener.close() }
        listeners = []
        journal.synchronize()
    }

    private func listen() async throws {
        let network = configuration.network
        // Whoever has this address has the network, and everybody else is told so before anything of theirs runs.
        try await listen(at: network.control, LoopbackNetwork.webPort, nil, ControlAPI(sandbox: self))
        for (index, cluster) in clusters.enumerated() {
            try cluster.server.bootstrap()
            if configuration.controllers != .none {
                ClusterBootstrap.register(
                    node: "\(cluster.target)-node-1", version: configuration.gitVersion, cluster.client)
            }
            DataStoreController.install(cluster.client)
            let kamaji = KamajiController(
                client: cluster.client.acting(as: "kamaji"), graph: cluster.graph, cluster: cluster.target,
                fleet: fleet, faults: faults, pace: configuration.pace)
            let dataStores = DataStoreController(
                client: cluster.client.acting(as: "kamaji"), cluster: cluster.target, faults: faults)
            await cluster.start(configuration.controllers == .all ? [kamaji, dataStores] : [])
            let address = network.managementCluster(index + 1)
            let identity = try cluster.authority.serverIdentity(
                commonName: "kube-apiserver", addresses: [address, "127.0.0.1"],
                hostNames: ["kubernetes", "kubernetes.default.svc", "localhost", cluster.target])
            try await listen(at: address, LoopbackNetwork.kubernetesPort, identity, door(cluster))
        }
        faults.observe { [weak self] in
            Task { await self?.resynchronize() }
        }
        try await listen(at: network.hetznerCloud, LoopbackNetwork.webPort, nil, door(hetzner))
        try await listen(at: network.ionosCloud, LoopbackNetwork.webPort, nil, door(ionos))
        try await listen(at: network.cloudflare, LoopbackNetwork.webPort, nil, door(cloudflare))
    }

    private func listen(
        at address: String, _ port: Int, _ identity: ServerIdentity?, _ responder: any WebResponder
    ) async throws {
        listeners.append(
            try await Listener.bind(address: address, port: port, identity: identity, responder: responder))
    }

    private nonisolated func door(_ endpoint: any Endpoint) -> FrontDoor {
        FrontDoor(endpoint: endpoint, log: log, faults: faults)
    }

    private func resynchronize() async {
        for cluster in clusters { await cluster.resynchronize() }
        await fleet.resynchronize()
    }

    /// The objects that controllers make for everybody are there, and control planes that were ready when the process
    /// ended answer again, before a start is over.
    private func settle() async {
        let expected = Set(
            clusters.flatMap { cluster in
                cluster.client.list(.tenantControlPlanes).filter {
                    $0["status"]?["kubernetesResources"]?["version"]?["status"] == "Ready" && !$0.isBeingDeleted
                }.map { "\(cluster.target)/\($0.objectKey)" }
            })
        var left = Int.max
        var deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let missing =
                expected.subtracting(await fleet.listening).count + clusters.reduce(0) { $0 + $1.missingDefaults }
            if missing == 0 { return }
            // As long as something comes about it is waited for; what a fault holds back is not.
            if missing < left {
                left = missing
                deadline = ContinuousClock.now + .seconds(30)
            }
            do {
                try await Task.sleep(for: .milliseconds(50))
            } catch {
                return
            }
        }
    }
}
