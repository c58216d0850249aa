/// The workspaces that are not what they were at an earlier revision of the specification.
package struct ChangedGroups: Sendable, Hashable {
    /// What is specified and is new or made of something else now.
    package let workspaces: Set<String>
    /// What was specified then and is not any more; nil where that cannot be told, so that whatever is not specified may be.
    package let removed: Set<String>?
    /// The revision, in words: `abc1234`.
    package let since: String
    /// Of how many workspaces these are the changed ones.
    package let total: Int
    /// The shard that they are a part of; nil for the whole estate, and for workspaces that are named.
    package let shard: Shard?
    /// The workspaces of other shards that are new or made of something else now: what clusters share for them belongs to one shard.
    package let elsewhere: Set<String>

    package init(
        workspaces: Set<String>, removed: Set<String>?, since: String, total: Int, shard: Shard? = nil,
        elsewhere: Set<String> = []
    ) {
        self.workspaces = workspaces
        self.removed = removed
        self.since = since
        self.total = total
        self.shard = shard
        self.elsewhere = elsewhere
    }

    /// Whether a group is, or may be, a workspace that is not specified any more.
    func isRemoved(_ group: String) -> Bool {
        guard ResourceAddress.Scope(group: group).cluster == nil, shard?.contains(group) ?? true else { return false }
        return removed?.contains(group) ?? true
    }

    /// `the 3 workspaces changed since abc1234 (of 120)`.
    package var words: String {
        let gone = (removed ?? []).filter(isRemoved).count
        let subject =
            switch workspaces.count {
            case 0: "the workspaces changed since \(since) (none of \(total))"
            case 1: "the workspace changed since \(since) (1 of \(total))"
            case let count: "the \(count) workspaces changed since \(since) (of \(total))"
            }
        return gone == 0 ? subject : "\(subject) and \(gone) without a file since then"
    }
}
