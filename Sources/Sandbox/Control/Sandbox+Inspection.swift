import Document
import SandboxAPI

extension Sandbox {
    /// What runs where.
    var status: Value {
        get async {
            var tenants: Value = [:]
            for name in await fleet.clusters.keys.sorted() {
                tenants[name] = await fleet.isListening(name) ? "answering" : "asleep"
            }
            return ["endpoints": endpoints, "tenants": tenants, "faults": faults.json]
        }
    }

    /// Everything there is, by name: equal before and after work that leaves nothing behind.
    ///
    /// Uids, versions and times are left out, and so are Events, which expire by themselves.
    package var inventory: Value {
        get async {
            var managed: Value = [:]
            for cluster in clusters { managed[cluster.target] = cluster.listing }
            var tenants: Value = [:]
            for (name, cluster) in await fleet.clusters.sorted(by: { $0.key < $1.key }) {
                tenants[name] = cluster.listing
            }
            return [
                "clusters": managed, "tenants": tenants,
                "hcloud": .array(hetzner.networks.all.compactMap { $0.value["name"] }),
                "ionos": .array(
                    ionos.datacenters.all.compactMap { $0.value["properties"]?["name"] }
                        + ionos.lans.all.compactMap { $0.value["properties"]?["name"] }),
                "dns": ["hcloud": .array(hetzner.recordNames), "cloudflare": .array(cloudflare.recordNames)],
            ]
        }
    }

    /// Refuses a fault aimed at a cluster that cannot be: it would never strike. Tenants may be still to come.
    nonisolated func checkAim(of fault: Fault) throws(SandboxError) {
        guard let name = fault.match.cluster, !name.contains("*"), !name.hasPrefix("tenant/") else { return }
        let known = clusters.map(\.target) + [hetzner.target, ionos.target, cloudflare.target]
        guard !known.contains(name) else { return }
        throw .badArgument(
            "no cluster is called \"\(name)\"; there are \(known.joined(separator: ", ")), and tenants as "
                + "tenant/<cluster>/<namespace>/<name>")
    }

    func addWorkers(_ request: WorkerRequest) async throws(SandboxError) -> Value {
        let cluster = try await tenant(request.tenant)
        let present = Set(cluster.client.list(.nodes).map(\.objectKey.name))
        let names = (1...2000).map { "worker-\($0)" }.filter { !present.contains($0) }.prefix(request.count)
        for name in names {
            ClusterBootstrap.register(node: name, version: cluster.server.gitVersion, cluster.client)
        }
        return ["added": .array(names.map { .string($0) })]
    }

    func removeWorkers(_ request: WorkerRequest) async throws(SandboxError) -> Value {
        let cluster = try await tenant(request.tenant)
        let names = cluster.client.list(.nodes).map(\.objectKey.name).suffix(request.count)
        for name in names {
            cluster.client.delete(.nodes, ObjectKey(name: name))
            // What ran there is gone with it.
            for pod in cluster.client.list(.pods) where pod["spec"]?["nodeName"]?.string == name {
                cluster.client.delete(.pods, pod.objectKey, uid: pod.uid)
            }
        }
        return ["removed": .array(names.map { .string($0) })]
    }

    private func tenant(_ name: String) async throws(SandboxError) -> Cluster {
        let tenants = await fleet.clusters
        let found = tenants.filter { $0.key == name || $0.key.hasSuffix("/\(name)") }
        guard found.count == 1, let cluster = found.first?.value else {
            throw .badArgument(
                found.isEmpty ? "no tenant runs under the name \(name)" : "more than one cluster has a tenant \(name)")
        }
        return cluster
    }
}

extension Cluster {
    /// The names of all objects: `<resource> <namespace>/<name>`, in order.
    package var listing: Value {
        let names = server.snapshot.filter { $0.resource.resource != "events" }.map { "\($0.resource) \($0.key)" }
        return .array(names.sorted().map { .string($0) })
    }
}

extension HetznerCloud {
    /// The names of all RRSets but those that a zone is made with: `<zone> <name>/<type>`.
    var recordNames: [Value] {
        rrsets.all.compactMap { key, _ in
            let parts = key.split(separator: "/", maxSplits: 1)
            guard parts.count == 2, parts[1] != "@/SOA", parts[1] != "@/NS",
                let zone = zones[String(parts[0])]?["name"]?.string
            else { return nil }
            return .string("\(zone) \(parts[1])")
        }
    }
}

extension Cloudflare {
    /// The names of all records: `<name>/<type>`.
    var recordNames: [Value] {
        records.all.map { "\($0.value["name"]?.string ?? "")/\($0.value["type"]?.string ?? "")" }.sorted()
            .map { .string($0) }
    }
}
