import Diagnostics
import Git
import Planning
import Resources
import Specification
import State

/// An earlier snapshot of a workspace that its files can be read again for.
struct RollbackTarget: Sendable {
    var workspace: String
    var commit: StateCommit
    var snapshot: Snapshot
    var source: Snapshot.Source
    /// The commit of the specifications.
    var specCommit: String
}

/// A workspace cannot be rolled back; says what to do instead.
struct RollbackError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

extension Session {
    /// The snapshot to go back to: at `revision` of the state, or else the newest one of a whole and active workspace that a
    /// finished run applied from other files than those recorded last; where a run was killed since, the newest one.
    func rollbackTarget(_ workspace: String, at revision: String?) async throws -> RollbackTarget {
        guard let repository else { throw try notRecorded(workspace) }
        if let revision {
            let found = try await repository.revision(revision)
            return try await target(workspace, at: found, named: revision, in: repository)
        }
        let path = Snapshot.path(group: workspace)
        // Where the state does not say it, the files at hand are what the workspace is applied from.
        var current =
            snapshots[workspace]?.source
            ?? project.specification.source(of: workspace).map { Snapshot.Source($0, commit: nil) }
        var isNewest = true
        let history = try await repository.history(of: path)
        guard !history.isEmpty else { throw try notRecorded(workspace) }
        for commit in history {
            try Task.checkCancellation()
            guard let bytes = try await repository.read(path, at: commit.revision),
                let snapshot = try? Snapshot(json: bytes, path: path), snapshot.isFinished
            else { continue }
            // A killed run left its part in the world, and what was recorded before it is the way back.
            if isNewest, try await repository.hasUnfinishedRun(of: workspace, since: commit) { current = nil }
            isNewest = false
            guard let source = snapshot.source, current.map(source.isSame) != true else { continue }
            return try await target(workspace, at: commit.revision, named: commit.revision.short, in: repository)
        }
        throw RollbackError(
            "no earlier snapshot of \(workspace) was applied from other files than now; `berth state log \(workspace)` "
                + "lists all of them, and --to REVISION names one")
    }

    /// The target that a saved plan names.
    func target(of rollback: Plan.Rollback) async throws -> RollbackTarget {
        guard let repository, let revision = StateRevision(rollback.revision) else {
            throw PlanFileError(reason: "it rolls back to \(rollback.revision.sanitized), which is not in the state")
        }
        let found = try await target(rollback.workspace, at: revision, named: revision.short, in: repository)
        guard found.specCommit == rollback.commit else {
            throw PlanFileError(reason: "it names another commit than the snapshot that it rolls back to")
        }
        return found
    }

    private func target(
        _ workspace: String, at revision: StateRevision, named name: String, in repository: StateRepository
    ) async throws -> RollbackTarget {
        guard try await repository.isRecorded(revision), let commit = try await repository.commit(at: revision) else {
            throw RollbackError(
                "\(name) is not in the history of the state; `berth state log \(workspace)` lists it".sanitized)
        }
        let path = Snapshot.path(group: workspace)
        guard let bytes = try await repository.read(path, at: revision) else {
            throw try notRecorded(workspace, at: name)
        }
        let snapshot = try Snapshot(json: bytes, path: path)
        let words = "the snapshot of \(workspace) at \(revision.short)"
        guard let source = snapshot.source else {
            throw RollbackError(
                "\(words) does not say what it was applied from: an older berth made it, or no run of the whole workspace; "
                    + "choose another of `berth state log \(workspace)`, or bring the files back and run `berth plan`")
        }
        guard let specCommit = source.commit else {
            throw RollbackError(
                "\(words) was applied from files outside of git, which are not kept: bring them back and run `berth plan`"
            )
        }
        return RollbackTarget(
            workspace: workspace, commit: commit, snapshot: snapshot, source: source, specCommit: specCommit)
    }

    /// This session with the files of an earlier snapshot for one workspace, and what of them does not come back.
    func rolledBack(to target: RollbackTarget) async throws -> (session: Session, notes: [String]) {
        let earlier = try await EarlierProject(target.specCommit, of: project.root)
        let then = try earlier.specification(estateOf: project.root)
        let id = target.workspace
        guard let found = then.source(of: id) else {
            throw RollbackError(
                "commit \(earlier.short) has no workspace \(id) that can be read"
                    + (then.faults.first.map { ": \($0.message)" } ?? "")
                    + "; the files were not committed when they were applied: bring them back and run `berth plan`")
        }
        let differing = [
            found.workspace == target.source.workspace ? nil : "the workspace",
            found.templates == target.source.templates ? nil : "templates/",
            found.catalog == target.source.catalog ? nil : "its applications in the catalog",
        ].compactMap(\.self)
        guard differing.isEmpty else {
            let isPlural = differing != ["the workspace"]
            throw RollbackError(
                "what \(id) was applied from was not committed: in commit \(earlier.short) \(differing.listed(most: 3)) "
                    + "\(isPlural ? "are" : "is") otherwise; bring those files back and run `berth plan`, or go back to another "
                    + "snapshot with --to")
        }
        let plane = snapshots[id]?.items.first { $0.key.kind == "TenantControlPlane" }
        var result = self
        let rollback = try project.specification.rolledBack(
            id, to: then, running: plane?.value.applied["spec"]?["kubernetes"]?["version"]?.string,
            cluster: snapshots[id]?.cluster)
        result.project.specification = rollback.specification
        result.identity.specCommit = target.specCommit
        var notes = rollback.notes
        if found.estate != project.estate.digest, target.source.estate != project.estate.digest {
            notes.append("the estate stays as it is now, which is not as it was then")
        }
        if !earlier.isInHistory {
            notes.append(
                "commit \(earlier.short) is not in the history of what is checked out: it was on another branch")
        }
        return (result, notes)
    }

    /// Plans the way back to an earlier snapshot.
    func rollbackPlan(to target: RollbackTarget, _ options: Planner.Options) async throws -> Plan {
        let (session, notes) = try await rolledBack(to: target)
        var options = options
        options.selection = .workspaces([target.workspace])
        var plan = try await session.plan(options)
        plan.rollback = Plan.Rollback(
            workspace: target.workspace, revision: "\(target.commit.revision)", commit: target.specCommit)
        let losses = RollbackLosses(
            of: target.workspace, from: snapshots[target.workspace], to: target.snapshot, plan: plan)
        plan.remarks =
            [heading(of: target)] + notes + losses.remarks(on: try await secrets(since: target)) + plan.remarks
        let atHand = project.specification.source(of: target.workspace).map { Snapshot.Source($0, commit: nil) }
        guard atHand.map(target.source.isSame) != true else { return plan }
        plan.remarks.append(
            "the files at hand still say otherwise: the next plan without rollback shows the difference again, until they are "
                + "brought back as well (`git revert`, or `git checkout \(target.specCommit.prefix(7)) -- FILES`)")
        return plan
    }

    private func heading(of target: RollbackTarget) -> String {
        let note = target.commit.note
        let phase = target.snapshot.phase == .active ? "" : "; it was \(target.snapshot.phase.rawValue) then"
        return "rollback of \(target.workspace) to \(target.commit.revision.short) (\(note.subject), "
            + "\(target.commit.timeText), \(note.actor)), with the files of commit \(target.specCommit.prefix(7))\(phase); "
            + "line numbers are of those files"
    }

    /// The secrets stored then that were given a new value since, or are not stored any more.
    private func secrets(since target: RollbackTarget) async throws -> RollbackLosses.Secrets {
        var secrets = RollbackLosses.Secrets()
        guard let repository else { return secrets }
        let vault = store.vault(repository)
        // A kubeconfig is of its control plane, which is told of by itself.
        for name in try await vault.names(workspace: target.workspace, at: target.commit.revision)
        where name != Reencryption.kubeconfig {
            guard let now = try await vault.stored(workspace: target.workspace, name: name) else {
                secrets.removed.append(name)
                continue
            }
            let then = try await vault.stored(
                workspace: target.workspace, name: name, at: target.commit.revision)
            if let plan = now.record?.plan, plan != then?.record?.plan { secrets.rotated.append(name) }
        }
        return secrets
    }
}

extension Snapshot.Source {
    /// What is recorded of digests: `commit` is what was checked out.
    init(_ digests: SourceDigests, commit: String?) {
        self.init(
            commit: commit, estate: digests.estate, workspace: digests.workspace, templates: digests.templates,
            catalog: digests.catalog, nameless: digests.nameless, file: digests.file)
    }
}
