import Diagnostics
import Resources
import State

extension Observer {
    /// Connects to the tenants whose control planes exist.
    func connect(_ tenants: [TenantLocation], _ world: inout World) async {
        let existing = tenants.filter { tenant in
            world.observations[tenant.controlPlane].map { !$0.isBeingDeleted } ?? false
        }
        let answers = await existing.concurrentMap(limit: parallelism) { tenant in (tenant, await state(of: tenant)) }
        for (tenant, state) in answers { world.tenants[tenant.workspace] = Self.judged(state, of: tenant, in: world) }
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

    private func state(of tenant: TenantLocation) async -> World.Tenant {
        do {
            guard let access = try await backends.connectTenant(tenant.workspace, secret: tenant.secret) else {
                return .absent("its kubeconfig does not exist yet")
            }
            return .reachable(access, readyNodes: try await backends.readyNodes(tenant.workspace))
        } catch {
            return .unreachable(error.explained)
        }
    }

    /// A control plane that does not answer is unknown, unless it is on its way for the first time: then nothing can be in
    /// it yet. Kamaji calls that `Provisioning`, and what was once Ready never so again.
    private static func judged(_ state: World.Tenant, of tenant: TenantLocation, in world: World) -> World.Tenant {
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
