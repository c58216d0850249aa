import Diagnostics
import Resources
import State

extension Observer {
    /// Connects to the tenants whose control planes exist.
    func connect(_ tenants: [TenantLocation], _ world: inout World) async {
        let existing = tenants.compactMap { tenant in
            world.observations[tenant.controlPlane].flatMap { plane in
                plane.isBeingDeleted
                    ? nil
                    : TenantSighting(workspace: tenant.workspace, secret: tenant.secret, controlPlane: plane)
            }
        }
        let answers = await backends.connectTenants(existing, limit: parallelism)
        for tenant in tenants {
            guard let answer = answers[tenant.workspace] else { continue }
            world.tenants[tenant.workspace] = judged(Self.state(answer), of: tenant, in: world)
        }
        for tenant in tenants where world.tenants[tenant.workspace] == nil {
            let plane = tenant.controlPlane
            if let reason = world.unreachableReason(of: plane.place)
                ?? world.unknownReason(of: plane).map({ Explanation($0) })
            {
                world.tenants[tenant.workspace] = .unreachable(reason)
            } else {
                let isGoing = world.observations[tenant.controlPlane] != nil
                world.tenants[tenant.workspace] = .absent(
                    isGoing ? "the control plane is being deleted" : "the control plane does not exist yet")
            }
        }
    }

    private static func state(_ answer: Result<TenantAccess?, any Error>) -> World.Tenant {
        switch answer {
        case .success(let access?): .reachable(access, readyNodes: nil)
        case .success(nil): .absent("its kubeconfig does not exist yet")
        case .failure(let error): .unreachable(error.explained)
        }
    }

    /// Counts the nodes of connected tenants: of those only in which something waits for one.
    package func countNodes(of workspaces: [String], _ world: inout World) async {
        let backends = backends
        let answers = await workspaces.concurrentPairs(limit: parallelism) { workspace -> Result<Int?, any Error> in
            do {
                return .success(try await backends.readyNodes(workspace))
            } catch {
                return .failure(error)
            }
        }
        for (workspace, answer) in answers {
            guard case .reachable(let access, _) = world.tenants[workspace] else { continue }
            switch answer {
            case .success(let count): world.tenants[workspace] = .reachable(access, readyNodes: count)
            case .failure(let error): note(error.explained, of: workspace, in: &world)
            }
        }
    }

    /// Notes that a tenant that was connected does not answer.
    func note(_ reason: Explanation, of workspace: String, in world: inout World) {
        world.tenants[workspace] =
            world.locations[workspace].map { judged(.unreachable(reason), of: $0, in: world) } ?? .unreachable(reason)
    }

    /// A control plane that does not answer is unknown, unless it is on its way for the first time: then nothing can be in
    /// it yet. Kamaji calls that `Provisioning`, and what was once Ready never so again.
    private func judged(_ state: World.Tenant, of tenant: TenantLocation, in world: World) -> World.Tenant {
        let reason: Explanation
        switch state {
        case .reachable: return state
        case .absent(let text): reason = Explanation(text)
        case .unreachable(let explanation): reason = explanation
        }
        let plane = world.observations[tenant.controlPlane]
        let phase = plane?.value["status"]?["kubernetesResources"]?["version"]?["status"]?.string ?? "Provisioning"
        let place = Place.tenant(tenant.workspace)
        let hasContents = world.snapshots[tenant.workspace]?.items.keys.contains { $0.place == place } == true
        if phase == "Provisioning", !hasContents {
            return .absent("its control plane is not ready yet: \(reason.cause)")
        }
        return .unreachable(
            Explanation(
                "its control plane is \(phase) and does not answer: \(reason.cause)", advice: reason.advice))
    }
}
