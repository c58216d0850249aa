import Glibc

/// How many threads this process may start: `ulimit -u` counts all of a user, and a container has a limit of its own.
package enum ThreadLimit {
    /// Whether so many more can be started now.
    package static func hasRoom(for count: Int) -> Bool {
        let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        defer { gate.deallocate() }
        guard sem_init(gate, 0, 0) == 0 else { return true }
        defer { sem_destroy(gate) }
        var threads: [pthread_t] = []
        for _ in 0..<count {
            var thread = pthread_t()
            // Each waits until the last one is there.
            let code = pthread_create(
                &thread, nil,
                { argument in
                    guard let gate = argument?.assumingMemoryBound(to: sem_t.self) else { return nil }
                    while sem_wait(gate) != 0 && errno == EINTR {}
                    return nil
                }, gate)
            guard code == 0 else { break }
            threads.append(thread)
        }
        for _ in threads { sem_post(gate) }
        for thread in threads { pthread_join(thread, nil) }
        return threads.count == count
    }
}
