import HTTP

extension HTTPClient.Options {
    /// What is open beside connections: streams, repositories, pipes to programs, wake-ups of threads.
    private static let reserve = 32

    /// As many connections as leave room for everything else where only so many descriptors may be open.
    init(descriptors: Int) {
        self.init()
        // A name that is being resolved has two more.
        maxConnections = max(4, (descriptors - Self.reserve) / 2)
        maxIdleConnections = min(maxIdleConnections, maxConnections)
        maxRequestsPerHost = min(maxRequestsPerHost, maxConnections)
    }
}
