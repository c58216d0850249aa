import Resources

/// What a destruction cannot know, so that a person may have to look.
extension Planner {
    /// What may stay behind of workspaces though a plan takes them away, and why that is not known.
    func unknowable(of workspaces: Set<String>, _ steps: [Step], _ world: World) -> [String] {
        let stepsByWorkspace = Dictionary(grouping: steps, by: \.address.group)
        return workspaces.sorted().flatMap { workspace -> [String] in
            guard let steps = stepsByWorkspace[workspace] else {
                return specification.workspace(id: workspace) == nil
                    ? ["workspace \(workspace) does not exist: nothing to destroy"] : []
            }
            return [
                silence(of: workspace, steps, world), servers(of: workspace, world),
                steps.contains(where: \.runs) ? lostState(of: workspace, world) : nil,
            ]
            .compactMap(\.self)
        }
    }

    /// `steps` are those of the workspace.
    private func silence(of workspace: String, _ steps: [Step], _ world: World) -> String? {
        // Where nothing goes nothing stays behind.
        guard steps.contains(where: \.runs) else { return nil }
        let reason: String
        switch world.tenants[workspace] {
        case .unreachable(let explanation): reason = explanation.description
        case .absent(let text) where steps.contains { $0.kind == .controlPlane }: reason = text
        default: return nil
        }
        return "the tenant \(workspace) did not answer, so load balancers and volumes made in it may stay behind: "
            + reason
    }

    /// Nodes join a tenant from servers that Berth never made.
    private func servers(of workspace: String, _ world: World) -> String? {
        guard case .reachable(_, let nodes?) = world.tenants[workspace], nodes > 0 else { return nil }
        return
            "\(nodes) worker \(nodes == 1 ? "node is" : "nodes are") in the tenant \(workspace): Berth does not know "
            + "their servers, which stay and may cost money"
    }

    private func lostState(of workspace: String, _ world: World) -> String? {
        guard snapshots[workspace] == nil, !world.owned(by: workspace).isEmpty else { return nil }
        return
            "the state does not know \(workspace): it is taken away by its marks, and what has lost its mark is not known"
    }
}

extension World {
    /// The workspaces whose tenants answer, sorted.
    func connected(among workspaces: Set<String>) -> [String] {
        workspaces.sorted().filter { if case .reachable = tenants[$0] { true } else { false } }
    }
}
