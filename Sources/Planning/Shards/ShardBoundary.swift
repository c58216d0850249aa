import Resources

/// Leaves to other shards what is theirs: of what clusters share, a plan of one shard makes what belongs to it, and waits for
/// the rest where one of its workspaces stands on that.
struct ShardBoundary: Sendable {
    let selection: GroupSelection

    /// Whether an address belongs to another shard.
    func isElsewhere(_ address: ResourceAddress) -> Bool {
        selection.shard.map { !$0.contains(address.group) } ?? false
    }

    /// The steps with those of other shards as waits. Hooks of a chart run in their own shard alone, and are not waited for:
    /// the chart behind them is.
    func applied(to steps: [Step]) -> [Step] {
        guard let shard = selection.shard else { return steps }
        return steps.map { step in
            guard step.runs, isElsewhere(step.address) else { return step }
            var wait = step
            wait.changes = step.changes.compactMap { change in
                change.item.map {
                    ItemChange(key: change.key, action: .none, item: $0, exemptions: change.exemptions)
                }
            }
            wait.protection = nil
            wait.deployment = nil
            guard step.address.hookedChart == nil else {
                (wait.action, wait.changes, wait.reason) = (.none, [], "")
                return wait
            }
            wait.gate = .otherShard
            wait.action = .wait
            let owner = Shard.of(step.address.group, among: shard.count).map(\.description) ?? ""
            wait.reason = "shard \(owner) sees to it"
            return wait
        }
    }
}
