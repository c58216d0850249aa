import Diagnostics

/// Which workspaces, and which of what clusters share, a command is about.
package enum GroupSelection: Sendable, Hashable {
    case all
    /// These workspaces, and what they need of what their clusters share.
    case workspaces(Set<String>)
    /// The workspaces of a shard and what the clusters of the shard share; of other clusters what its workspaces need is
    /// looked at, and left to its own shard.
    case shard(Shard)
    /// The workspaces that are not what they were, and those that are not specified any more.
    case changed(ChangedGroups)

    /// Whether a workspace is among the chosen ones.
    package func contains(_ workspace: String) -> Bool {
        switch self {
        case .all: true
        case .workspaces(let chosen): chosen.contains(workspace)
        case .shard(let shard): shard.contains(workspace)
        case .changed(let changed): changed.workspaces.contains(workspace)
        }
    }

    /// Whether a workspace that is new may be made when this is applied: by what is chosen itself, or by another shard of the same
    /// estate.
    package func mayMake(_ workspace: String) -> Bool {
        switch self {
        case .all, .shard: true
        case .workspaces(let chosen): chosen.contains(workspace)
        case .changed(let changed):
            changed.workspaces.contains(workspace) || changed.shard.map { !$0.contains(workspace) } ?? false
        }
    }

    /// Whether everything of a group is looked at, whether anybody asks for it or not: only then can it be told what nobody
    /// wants any more.
    package func isWhole(_ group: String) -> Bool {
        switch self {
        case .all: true
        case .workspaces: false
        case .shard(let shard): shard.contains(group)
        case .changed(let changed): changed.isRemoved(group)
        }
    }

    /// Whether what a cluster shares is looked at since a workspace of another shard, which stands on it, is chosen there.
    package func takesIn(_ group: String, for workspace: String) -> Bool {
        guard case .changed(let changed) = self, let shard = changed.shard else { return false }
        return shard.contains(group) && changed.elsewhere.contains(workspace)
    }

    /// What is chosen, in words; nil for everything.
    package var words: String? {
        switch self {
        case .all: nil
        case .workspaces(let chosen):
            chosen.sorted().listed(most: 3)
        case .shard(let shard): "shard \(shard)"
        case .changed(let changed): changed.shard.map { "shard \($0)" }
        }
    }

    /// What is chosen by its changes, in words: `the 3 workspaces changed since abc1234 (of 120)`; nil where nothing is.
    package var wordsOfChanges: String? {
        if case .changed(let changed) = self { changed.words } else { nil }
    }

    /// The shard that is chosen, or that what changed is a part of; nil where it is not a shard.
    package var shard: Shard? {
        switch self {
        case .shard(let shard): shard
        case .changed(let changed): changed.shard
        case .all, .workspaces: nil
        }
    }
}
