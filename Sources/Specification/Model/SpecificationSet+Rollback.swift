import Diagnostics

extension SpecificationSet {
    /// What a workspace is rolled back to, beside what stays as it is now.
    package struct Rollback: Sendable {
        package var specification: SpecificationSet
        /// What of the earlier specification does not come back, and why.
        package var notes: [String]
    }

    /// This specification with one workspace, the templates and the catalog of an earlier one.
    ///
    /// The estate stays, and with it endpoints, guards and versions; so do other workspaces and what clusters share, protection,
    /// the cluster that the workspace is on, and whether it adopts. `running` is the Kubernetes version that its control plane
    /// was given last, and `cluster` where that is.
    package func rolledBack(
        _ id: String, to earlier: SpecificationSet, running: String?, cluster: String?
    ) throws(DiagnosticsError) -> Rollback {
        guard var workspace = earlier.workspace(id: id) else {
            throw DiagnosticsError([.error("the earlier specification has no workspace \(id)")])
        }
        var notes: [String] = []
        let now = self.workspace(id: id)
        if now?.isProtected == true, !workspace.isProtected {
            workspace.isProtected = true
            notes.append("\(id) stays protected, which it was not then")
        }
        workspace.adopts = now?.adopts ?? false
        workspace.moves = workspace.moves(backFrom: now?.moves ?? [])
        if let cluster, let pin = workspace.managementCluster, pin != cluster {
            workspace.managementCluster = cluster
            notes.append("\(id) stays on \(cluster): a control plane is not moved back to \(pin)")
        }
        if let running, let then = KubernetesVersion(workspace.kubernetes.version),
            KubernetesVersion(running).map(then.isMinorBelow) == true
        {
            notes.append(
                "the control plane stays at \(running): Kubernetes does not go back to \(workspace.kubernetes.version), "
                    + "an older minor version")
            workspace.kubernetes.version = running
        }
        var result = earlier
        result.estate = estate
        result.workspaces = (workspaces.filter { $0.id != id } + [workspace]).sorted { $0.id < $1.id }
        let shared = catalog.filter(\.isShared)
        let names = Set(shared.map(\.name))
        result.catalog = (earlier.catalog.filter { !$0.isShared && !names.contains($0.name) } + shared)
            .sorted { $0.name < $1.name }
        for selected in earlier.applications(of: workspace) where selected.application.isShared {
            let name = selected.application.name
            guard application(named: name)?.isSame(as: selected.application) != true else { continue }
            notes.append("\(name) stays as it is now: the workspaces of a cluster share it")
        }
        result.warnings = []
        result.faults = faults
        try result.checkRollback(of: workspace, running: running)
        return Rollback(specification: result, notes: notes)
    }

    /// Throws where the workspace of then does not fit the estate of now.
    private func checkRollback(of workspace: Workspace, running: String?) throws(DiagnosticsError) {
        let findings = Findings()
        let version = workspace.kubernetes.version
        // What runs already goes on, whether it is offered any more or not.
        WorkspaceRules(
            workspaces: [workspace], estate: estate, checksVersions: version != running, findings: findings
        ).check()
        var alone = self
        alone.workspaces = [workspace]
        ApplicationRules(set: alone, unreadable: [], findings: findings).check()
        let errors = findings.collector.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw DiagnosticsError(errors) }
    }
}

extension Application {
    /// Whether the entry and the revision that is active are the same.
    fileprivate func isSame(as other: Application) -> Bool {
        digest == other.digest && activeRevision == other.activeRevision
            && revision(named: activeRevision)?.digest == other.revision(named: activeRevision)?.digest
    }
}
