import ArgumentParser
import Resources
import State

/// Which workspaces are meant, by what changed in git.
struct ChangeOptions: ParsableArguments {
    @Option(
        name: .customLong("changed-since"),
        help: ArgumentHelp(
            "Only workspaces that are not what they were at a git revision, by what they are made of: their specs, and what "
                + "they use of the templates, the catalog and the estate. Changes that are not committed count; of workspaces "
                + "that are named, or of a shard, only those that changed. An id of zeros, which forges give for a first push, "
                + "means that there was nothing before.", valueName: "revision"))
    var changedSince: String?

    /// The revision to compare with; nil where none is named.
    func changes(_ common: CommonOptions) async throws -> ChangesSince? {
        guard let changedSince else { return nil }
        return try await ChangesSince(changedSince, of: common.root)
    }
}

extension ChangesSince? {
    /// The part of a selection that changed; the selection where nothing is compared.
    func narrowed(
        _ selection: GroupSelection, of project: Project, snapshots: [String: Snapshot]
    ) -> ChangesSince.Selection {
        map { $0.narrowed(selection, of: project, placed: snapshots.compactMapValues(\.cluster)) }
            ?? ChangesSince.Selection(groups: selection)
    }
}
