import Synchronization

/// The cluster's addresses and node ports for services, given in turn.
final class AddressPool: Sendable {
    /// The ports that services may have on nodes.
    static let nodePorts: ClosedRange<Int64> = 30_000...32_767

    private let prefix: String
    private let next: Mutex<(address: Int, port: Int64)> = Mutex((1, 30_000))

    /// A pool of `<prefix>.1` and up; `prefix` is the first two numbers of the service network.
    init(prefix: String) {
        self.prefix = prefix
    }

    func nextClusterIP() -> String {
        next.withLock { next in
            next.address += 1
            return "\(prefix).\(next.address / 256).\(next.address % 256)"
        }
    }

    /// The ports in turn, and from the first again after the last: by then the early ones are long free.
    func nextNodePort() -> Int64 {
        next.withLock { next in
            next.port = next.port < Self.nodePorts.upperBound ? next.port + 1 : Self.nodePorts.lowerBound
            return next.port
        }
    }

    /// Leaves out what services of an earlier run hold.
    func reserve(address: String?, ports: [Int64]) {
        let numbers = (address ?? "").split(separator: ".").compactMap { Int($0) }
        next.withLock { next in
            if numbers.count == 4 { next.address = max(next.address, numbers[2] * 256 + numbers[3]) }
            next.port = max(next.port, ports.filter(Self.nodePorts.contains).max() ?? 0)
        }
    }
}
