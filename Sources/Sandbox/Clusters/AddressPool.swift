import Synchronization

/// The LoadBalancer addresses of a sandbox and who holds them.
package final class AddressPool: Sendable {
    private struct State {
        var holders: [String: String] = [:]
        var addresses: [String: String] = [:]
        var next = 0
    }

    private let network: LoopbackNetwork
    private let state = Mutex(State())

    package init(_ network: LoopbackNetwork) {
        self.network = network
    }

    /// Notes an address that is held already, from an earlier run.
    package func hold(_ address: String, holder: String) {
        state.withLock { state in
            state.holders[address] = holder
            state.addresses[holder] = address
        }
    }

    /// An address for a holder: the one it has, the wanted one where that is free, or the next. One that was given
    /// back is handed out again only after all others. Nil where none is left.
    package func take(holder: String, wanted: String? = nil) -> String? {
        state.withLock { state in
            if let held = state.addresses[holder] { return held }
            var found = wanted.flatMap { state.holders[$0] == nil && isOurs($0) ? $0 : nil }
            for _ in 0..<LoopbackNetwork.loadBalancerCount where found == nil {
                let candidate = network.loadBalancer(state.next)
                state.next = (state.next + 1) % LoopbackNetwork.loadBalancerCount
                if let candidate, state.holders[candidate] == nil { found = candidate }
            }
            guard let found else { return nil }
            state.holders[found] = holder
            state.addresses[holder] = found
            return found
        }
    }

    /// Gives the address of a holder back.
    package func release(holder: String) {
        state.withLock { state in
            if let address = state.addresses.removeValue(forKey: holder) { state.holders[address] = nil }
        }
    }

    private func isOurs(_ address: String) -> Bool {
        let parts = address.split(separator: ".")
        return parts.starts(with: ["127", Substring(String(network.octet))])
            && parts.count == 4 && (UInt8(parts[2]) ?? 0) >= 16
    }
}
