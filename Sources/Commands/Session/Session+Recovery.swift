import Backends
import Diagnostics
import Execution
import Planning
import Resources
import State

extension Session {
    /// What the world says, and which of it the state lacks. Nothing is written.
    func recovery() async throws -> StateRecovery {
        var options = Planner.Options()
        let locks = try await lockTable()
        for cluster in estate.managementClusters {
            options.sharedKinds[cluster.name] = locks.sharedKinds(of: cluster.name)
        }
        return try await planner(snapshots: [:], options).recovered()
    }

    /// The edit that puts on record what was recovered: what is recorded and can be read stays, unless `overwrites` or it was
    /// recovered in part. Throws where it would take the place of what a newer berth wrote.
    func recording(_ recovery: StateRecovery, overwrites: Bool) async throws -> StateEdit {
        if !overwrites, let newer = recorded?.unreadable.first(where: \.isNewer) { throw newer }
        var edit = StateEdit(changes: [:], subject: "Recover the state from the world", words: [])
        edit.advice =
            "where that was another `berth state recover`, there may be nothing left to do; run it again to see what is "
            + "still missing"
        var groups: [String] = []
        for (group, var snapshot) in recovery.snapshots.sorted(by: { $0.key < $1.key }) {
            if let known = snapshots[group], !overwrites {
                guard known.isRecoveredInPart else {
                    edit.words.append("\(group): stays as it is recorded")
                    continue
                }
                if snapshot.isRecoveredInPart { snapshot.takeOver(known) }
            }
            groups.append(group)
            var read: [String] = []
            if let location = recovery.tenants[group] {
                let files = try await kubeconfigFiles(at: location, &snapshot)
                if !files.isEmpty { read.append("its kubeconfig") }
                edit.changes.merge(files) { $1 }
            }
            let secrets = recovery.secrets.filter { $0.rotation.workspace == group }
            for (rotation, value) in secrets {
                let files = try await secretFiles(rotation, value)
                if !files.isEmpty { read.append("its secret \(rotation.name)") }
                edit.changes.merge(files) { $1 }
            }
            edit.changes[Snapshot.path(group: group)] = .write(snapshot.json)
            let objects = snapshot.items.count == 1 ? "1 object" : "\(snapshot.items.count) objects"
            let rest = read.isEmpty ? "" : "; read again: \(read.joined(separator: ", "))"
            let part = snapshot.isRecoveredInPart ? ", in part: another recover fills it in" : ""
            edit.words.append(
                "\(group): \(objects)\(snapshot.cluster.map { " on \($0)" } ?? ""), \(snapshot.phase.rawValue)\(part)\(rest)"
            )
        }
        if groups.count == 1 { edit.subject += ": \(groups[0])" }
        edit.words += recovery.gaps.map { "not known: \($0)" }
        if recovery.snapshots.isEmpty {
            edit.words.append("Nothing in the world carries the marks of the estate \(estate.name).")
        } else if groups.isEmpty {
            edit.words.append("Nothing is missing in the state; --overwrite takes what the world says instead of it.")
        } else {
            edit.words.append(
                "not known: who did what when, and what earlier snapshots held; the times and errors of installs; generated "
                    + "secrets other than those read again, which stay as they are where they stand; of what commit the "
                    + "workspaces are, so that no rollback leads behind this. Nothing in the world is changed.")
        }
        return edit
    }

    private func kubeconfigFiles(
        at location: TenantLocation, _ snapshot: inout Snapshot
    ) async throws -> [String: StateChange] {
        guard (try? store.checkRecipients()) != nil, estate.encryption != nil else { return [:] }
        guard
            let access = try await clusters.connectTenant(location.workspace, secret: location.secret)
        else { return [:] }
        let bytes = try AdminKubeconfigWriter().adminKubeconfig(
            from: access.adminKubeconfig, workspace: location.workspace,
            host: estate.host(of: location.workspace), port: access.port)
        snapshot.kubeconfig = .init(uid: access.secretUID, version: access.secretVersion)
        return try await store.vault(try await store.opened()).changes(
            storing: bytes, workspace: location.workspace, name: "kubeconfig", inDoubt: .replace)
    }

    /// What is stored already is left alone: it may be newer than what stands in the world.
    private func secretFiles(_ rotation: Rotation, _ value: [UInt8]) async throws -> [String: StateChange] {
        guard (try? store.checkRecipients()) != nil, estate.encryption != nil else { return [:] }
        let vault = store.vault(try await store.opened())
        guard try await vault.stored(workspace: rotation.workspace, name: rotation.name) == nil else { return [:] }
        return try await vault.changes(
            storing: value, workspace: rotation.workspace, name: rotation.name, inDoubt: .replace)
    }
}

extension Snapshot {
    /// Keeps what an earlier recovery saw where this one did not look.
    fileprivate mutating func takeOver(_ known: Snapshot) {
        items.merge(known.items) { new, _ in new }
        deployments.merge(known.deployments) { new, _ in new }
        cluster = cluster ?? known.cluster
        kubeconfig = kubeconfig ?? known.kubeconfig
        isProtected = isProtected || known.isProtected
    }
}
