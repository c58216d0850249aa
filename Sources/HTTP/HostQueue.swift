/// Lets a limited number of requests to each host run, the others in the order they came.
struct HostQueue {
    private var running: [String: Int] = [:]
    private var waiting: [String: [Transfer]] = [:]
    private let limit: Int

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// True if the transfer may start now; otherwise it waits.
    mutating func admit(_ transfer: Transfer) -> Bool {
        let host = transfer.hostKey
        guard running[host, default: 0] < limit else {
            waiting[host, default: []].append(transfer)
            return false
        }
        running[host, default: 0] += 1
        return true
    }

    /// Counts a running transfer as ended; gives the one that takes its place.
    mutating func release(_ transfer: Transfer) -> Transfer? {
        let host = transfer.hostKey
        if var queue = waiting.removeValue(forKey: host) {
            let next = queue.removeFirst()
            if !queue.isEmpty { waiting[host] = queue }
            return next
        }
        running[host] = running[host].flatMap { $0 > 1 ? $0 - 1 : nil }
        return nil
    }

    /// True if the transfer waited, which it does no longer.
    mutating func remove(_ transfer: Transfer) -> Bool {
        guard var queue = waiting.removeValue(forKey: transfer.hostKey) else { return false }
        let position = queue.firstIndex { $0 === transfer }
        if let position { queue.remove(at: position) }
        if !queue.isEmpty { waiting[transfer.hostKey] = queue }
        return position != nil
    }

    /// Those that waited, which they do no longer.
    mutating func removeAll() -> [Transfer] {
        defer { waiting = [:] }
        return waiting.values.flatMap { $0 }
    }
}
