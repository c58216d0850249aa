import Synchronization

/// The cluster's addresses and node ports for services, given in turn.
final class AddressPool: Sendable {
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

    func nextNodePort() -> Int64 {
        next.withLock { next in
            next.port += 1
            return next.port
        }
    }

    /// Leaves out what services of an earlier run hold.
    func reserve(address: String?, ports: [Int64]) {
        let numbers = (address ?? "").split(separator: ".").compactMap { Int($0) }
        next.withLock { next in
            if numbers.count == 4 { next.address = max(next.address, numbers[2] * 256 + numbers[3]) }
            next.port = max(next.port, ports.max() ?? 0)
        }
    }
}
