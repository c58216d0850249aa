import Resources

/// What costs money in a tenant and would outlive its control plane, which is to be made anew.
struct OutlivingTenant: Sendable {
    let world: World
    let backends: any BackendProvider
    let consents: Set<Consent>

    /// The refusals: with the control plane goes whoever would take load balancers and volumes away.
    func problems(of workspaces: [String]) async -> [Plan.Problem] {
        var problems: [Plan.Problem] = []
        for workspace in workspaces.sorted() {
            let address = ResourceAddress(workspace: workspace, "control-plane")
            do {
                let billed = try await world.billed(in: workspace, by: backends).map(\.key).sorted()
                guard !billed.isEmpty else { continue }
                problems.append(
                    Plan.Problem(
                        kind: .refused, address: address,
                        message: "what costs money in the tenant \(workspace) would outlive its control plane: "
                            + billed.map(\.description).joined(separator: ", "),
                        hint: "delete it first, with the applications that it belongs to"))
            } catch {
                guard !consents.contains(.cascade) else { continue }
                problems.append(
                    Plan.Problem(
                        kind: .refused, address: address,
                        message: "what costs money in the tenant \(workspace) cannot be told: \(error)",
                        hint:
                            "have it answer, or plan with \(Consent.cascade.option) where all of it may be left behind")
                )
            }
        }
        return problems
    }
}

extension World {
    /// The world without what is in tenants whose control planes a plan makes anew and that still stand: nothing of it is what
    /// the plan writes.
    package func emptied(by plan: Plan) -> World {
        let replaced = plan.steps.filter { $0.emptiedTenant != nil }.flatMap(\.changes).filter { change in
            change.replacement != nil && observations[change.key]?.uid == change.precondition?.uid
        }
        guard !replaced.isEmpty else { return self }
        var world = self
        for change in replaced where change.key.servedTenant != nil { world.empty(change.key.name) }
        return world
    }
}
