import Document

/// How many pods of which version a Deployment may have at a moment: the arithmetic of a rolling update.
///
/// Source: `NewRSNewReplicas`, `reconcileOldReplicaSets` of `k8s.io/kubernetes/pkg/controller/deployment`.
struct Rollout {
    let wanted: Int
    let isRecreation: Bool
    private let surge: Int
    /// How many may be missing.
    let unavailable: Int

    init(_ deployment: Value) {
        wanted = deployment["spec"]?["replicas"]?.amount ?? 1
        let strategy = deployment["spec"]?["strategy"]
        isRecreation = strategy?["type"] == "Recreate"
        let limits = isRecreation ? nil : strategy?["rollingUpdate"]
        let surge = limits?["maxSurge"]?.amount(of: wanted, roundsUp: true) ?? 0
        let unavailable = limits?["maxUnavailable"]?.amount(of: wanted, roundsUp: false) ?? 0
        self.surge = surge
        // Both zero would mean that nothing may ever be done.
        self.unavailable = min(wanted, surge == 0 && unavailable == 0 && !isRecreation ? 1 : unavailable)
    }

    /// How many pods of the new version there are to be, given how many there are and how many others.
    func new(_ present: Int, others: Int) -> Int {
        if present >= wanted { return wanted }
        if isRecreation { return others == 0 ? wanted : present }
        return min(wanted, present + max(0, wanted + surge - present - others))
    }

    /// How many pods each older set is to have, the oldest set first.
    func old(_ sets: [Size], new: Size) -> [Int] {
        if isRecreation { return sets.map { _ in 0 } }
        let total = new.replicas + sets.reduce(0) { $0 + $1.replicas }
        let missing = new.replicas - new.available
        var room = total - (wanted - unavailable) - missing
        guard room > 0 else { return sets.map(\.replicas) }
        // What does not run is no loss; of what does, as many go as leave enough.
        var sizes = sets
        for index in sizes.indices {
            let down = min(room, max(0, sizes[index].replicas - sizes[index].available))
            sizes[index].replicas -= down
            room -= down
        }
        let available = new.available + sets.reduce(0) { $0 + $1.available }
        var surplus = max(0, available - (wanted - unavailable))
        for index in sizes.indices {
            let down = min(surplus, sizes[index].replicas)
            sizes[index].replicas -= down
            surplus -= down
        }
        return sizes.map(\.replicas)
    }

    /// The pods of one version: how many are asked for and how many of them are available.
    struct Size {
        var replicas: Int
        var available: Int
    }
}
