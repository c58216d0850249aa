import Diagnostics
import Planning
import Resources
import Specification

/// The specification of the revision that `--changed-since` names, to hold the one at hand against.
struct ChangesSince: Sendable {
    /// `abc1234`.
    let since: String
    /// Nil where nothing of it can be composed.
    private let earlier: SpecificationSet?
    /// What is wrong with it.
    private let obstacle: String?
    /// That what is checked out lacks a part of the revision's history; nil where it has all of it.
    private let divergence: String?

    /// What to look at, and what a reader should know of that.
    struct Selection {
        var groups: GroupSelection
        var remarks: [String] = []
    }

    private static let option = "--changed-since"

    /// Whether this is how forges name where a branch was before its first push: an id of zeros.
    static func isNothing(_ name: String) -> Bool {
        [40, 64].contains(name.utf8.count) && name.allSatisfy { $0 == "0" }
    }

    /// Throws `ProjectRevision.Failure` where there is no such revision. One that holds no estate, or a faulty one, is none to
    /// compare with, and neither is what forges name where there was nothing: then everything counts as changed.
    init(_ name: String, of root: String) async throws {
        guard !Self.isNothing(name) else {
            (since, earlier, divergence) = (String(name.prefix(7)), nil, nil)
            obstacle = "by that forges mean that there was nothing before"
            return
        }
        let revision = try await ProjectRevision(name, of: root, option: Self.option)
        since = revision.short
        divergence = await Self.divergence(of: revision)
        guard revision.hasEstate else {
            (earlier, obstacle) = (nil, "there is no \(revision.project.folder)specs/estate.yaml in it")
            return
        }
        do {
            var set = try SpecificationLoader(source: revision.source, version: Version.current, checksVersions: false)
                .load(tolerating: .allButEstate)
            if let path = set.estate.encryption?.recipients {
                let bytes = try? await revision.contents(of: path.resolved(home: ProcessEnvironment.home))
                set.estate.encryption?.recipients.captured = bytes
            }
            earlier = set
            obstacle = set.faults.first.map { Self.words(of: $0, among: set.faults.count) }
        } catch {
            (earlier, obstacle) = (
                nil, error.diagnostics.first.map { Self.words(of: $0, among: error.diagnostics.count) }
            )
        }
    }

    /// What a branch that is behind is told: it is held against the revision as it is now, not against where both parted.
    private static func divergence(of revision: ProjectRevision) async -> String? {
        let repository = revision.project.repository
        // Where the history is not all here, nothing can be said about it.
        guard let head = try? await repository.resolve("HEAD"),
            let count = try? await repository.count(of: revision.commit, beyond: head), count > 0
        else { return nil }
        let (have, they) =
            count == 1 ? ("has 1 commit that is", "it") : ("has \(count.grouped) commits that are", "they")
        return
            "\(revision.words) \(have) not in what is checked out: what \(they) changed counts as changed here, and a plan "
            + "takes it back; merge \(revision.words) first, or compare with `git merge-base HEAD \(revision.name.shellQuoted)`"
    }

    private static func words(of fault: Diagnostic, among count: Int) -> String {
        let place = fault.location.map { "\($0): " } ?? ""
        let more = count > 1 ? " and \(count - 1) more" : ""
        return "it has errors in specs or templates (\(place)\(fault.message)\(more))".sanitized
    }

    /// The part of a selection that changed. `placed` is the cluster of each workspace that has one.
    func narrowed(_ selection: GroupSelection, of project: Project, placed: [String: String]) -> Selection {
        let now = project.specification
        guard let earlier else {
            return Selection(
                groups: selection,
                remarks: (divergence.map { [$0] } ?? []) + [
                    "everything is taken for changed since \(since): \(obstacle ?? "it cannot be read")"
                ])
        }
        let asked = Set(now.workspaces.map(\.id).filter(selection.contains))
        let changes = WorkspaceChanges(from: earlier, to: now, placed: placed)
        let all = hasOtherRecipients(than: now.estate) ? Set(now.workspaces.map(\.id)) : changes.changed
        let changed = all.intersection(asked)
        var remarks = divergence.map { [$0] } ?? []
        let untold = changes.untold.intersection(asked)
        if let obstacle {
            remarks.append("what cannot be compared with \(since) is taken for changed: \(obstacle)")
        } else if !untold.isEmpty {
            let names = untold.sorted().listed(most: 1)
            remarks.append("\(names) could not be composed at \(since), and counts as changed")
        }
        // A file with errors may have been that of a workspace that is gone now. Of workspaces that are named none is.
        var removed: Set<String>? = obstacle == nil ? changes.removed : nil
        if case .workspaces = selection { removed = [] }
        return Selection(
            groups: .changed(
                ChangedGroups(
                    workspaces: changed, removed: removed, since: since, total: asked.count, shard: selection.shard,
                    elsewhere: selection.shard == nil ? [] : all.subtracting(asked))),
            remarks: remarks)
    }

    /// Whether what is stored is to be encrypted anew for all workspaces.
    private func hasOtherRecipients(than estate: Estate) -> Bool {
        guard let earlier else { return true }
        let home = ProcessEnvironment.home
        guard let now = try? EstateRecipients.read(of: estate, home: home) else { return false }
        return (try? EstateRecipients.read(of: earlier.estate, home: home)) != now
    }
}
