import Glibc

/// How many files, connections and pipes this process may have open at once.
package enum DescriptorLimit {
    /// What is assumed where the system does not say.
    private static let usual = 1024

    /// The limit as it is now.
    package static var current: Int {
        var limit = rlimit()
        guard getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return usual }
        return Int(clamping: limit.rlim_cur)
    }

    /// Raises the limit as far as the process may.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        // Programs that Berth runs inherit it, and some walk through all numbers.
        limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 65536))
        setrlimit(.init(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Whether so many more can be opened now.
    package static func hasRoom(for count: Int) -> Bool {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        for _ in 0..<count {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            opened.append(descriptor)
        }
        return true
    }
}
