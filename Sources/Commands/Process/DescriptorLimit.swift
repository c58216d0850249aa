import Glibc
import HTTP

/// How many files and connections this process may have open at once.
enum DescriptorLimit {
    /// What is open beside connections: streams, repositories, pipes to programs, wake-ups of threads.
    private static let reserve = 32

    /// Raises the limit as far as the process may, and returns it.
    @discardableResult
    static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            // Programs that Berth runs inherit it, and some walk through all numbers.
            raised.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 65536))
            if setrlimit(.init(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// Connections that leave room for everything else: few where few files may be open.
    static func connections(within limit: Int) -> HTTPClient.Options {
        var options = HTTPClient.Options()
        // A name that is being resolved has two descriptors more.
        let total = max(4, (limit - reserve) / 2)
        options.maxConnections = total
        options.maxIdleConnections = min(options.maxIdleConnections, total)
        options.maxRequestsPerHost = min(options.maxRequestsPerHost, total)
        return options
    }
}
