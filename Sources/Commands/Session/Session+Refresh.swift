import Backends
import Diagnostics
import Document
import Kubernetes
import Planning
import Reports
import Resources
import Specification
import State

extension Session {
    /// A planner for looking: with what is recorded, and nothing chosen.
    func planner(snapshots: [String: Snapshot]? = nil, _ options: Planner.Options = Planner.Options()) -> Planner {
        let secrets = secrets(repository)
        return Planner(
            specification: project.specification, backends: backends(secrets), secrets: secrets,
            snapshots: snapshots ?? self.snapshots, charts: charts, options: options)
    }

    /// How workspaces are now, by id: those that are recorded on a cluster.
    func refreshed(_ workspaces: [Snapshot]) async throws -> [String: WorkspaceNow] {
        let backends = backends(secrets(repository))
        let locations = workspaces.compactMap(\.location)
        let world = await Observer(estate: estate, backends: backends).world(
            Observer.Question(items: [], wanted: [], tenants: locations), snapshots: snapshots)
        let runs =
            try await repository?.lastChanges(of: Set(locations.map { Snapshot.path(group: $0.workspace) })) ?? [:]
        let estate = estate
        let answers = await locations.concurrentPairs(limit: 16) { location in
            await Self.now(of: location, in: world, backends, estate)
        }
        return answers.reduce(into: [:]) { result, answer in
            var (location, now) = answer
            now.lastRun = runs[Snapshot.path(group: location.workspace)]
            result[location.workspace] = now
        }
    }

    private static func now(
        of location: TenantLocation, in world: World, _ backends: EstateBackends, _ estate: Estate
    ) async -> WorkspaceNow {
        var now = WorkspaceNow()
        let plane = world.observations[location.controlPlane]
        now.version = plane?.value["status"]?["kubernetesResources"]?["version"]?["version"]?.string
        guard case .reachable(let access, _)? = world.tenants[location.workspace] else {
            (now.trouble, now.isUnknown) = Self.trouble(of: location, in: world)
            return now
        }
        let host = estate.host(of: location.workspace)
        now.endpoint = "https://\(host):\(access.port)"
        do {
            if let access = try await backends.connectTenant(location.workspace, secret: location.secret),
                let document = try? KubeconfigDocument(access.adminKubeconfig, workspace: location.workspace)
            {
                now.expiry = document.clientCertificate.flatMap { CertificateValidity.end(ofPEM: $0) }
            }
            let result = try await backends.probe(
                location.workspace, host: host, port: access.port, path: "/readyz")
            if case .unhealthy(let reason) = result { now.trouble = reason }
        } catch {
            (now.trouble, now.isUnknown) = (error.explained.description, true)
        }
        if now.trouble == nil, let plane {
            switch Readiness(of: plane.value) {
            case .ready: break
            case .inProgress(let reason): now.trouble = "not ready: \(reason)"
            case .failed(let reason): now.trouble = "failed: \(reason)"
            case .terminating: now.trouble = "being deleted"
            }
        }
        return now
    }

    private static func trouble(of location: TenantLocation, in world: World) -> (String, Bool) {
        switch world.tenants[location.workspace] {
        case .unreachable(let reason)?: (reason.description, true)
        case .absent(let reason)?: (reason, false)
        default: ("it was not asked", true)
        }
    }
}

extension Estate {
    /// The name that the API of a workspace answers at, as `Workspace.host` says of one that is specified.
    func host(of workspace: String) -> String { "\(workspace).k8s.\(managementDomain)" }
}

extension Snapshot {
    /// Where the control plane of a workspace is, by the namespace that was applied; nil for what clusters share.
    var location: TenantLocation? {
        let address = ResourceAddress(workspace: group, "namespace")
        guard let cluster, ResourceAddress.Scope(group: group).cluster == nil,
            let namespace = items.first(where: { $0.value.address == address && $0.key.kind == "Namespace" })?.key.name
        else { return nil }
        return TenantLocation(workspace: group, cluster: cluster, namespace: namespace)
    }
}
