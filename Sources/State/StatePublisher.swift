/// Publishes what a run commits while it goes on: nothing in the run waits for the remote, which may be slow, away or
/// unwilling.
package actor StatePublisher {
    private let publish: @Sendable () async throws -> Void
    private let warn: @Sendable (String) -> Void
    private let pause: Duration
    private var isDue = false
    private var isFinishing = false
    private var failures = 0
    private var failure: (any Error)?
    private var loop: Task<Void, Never>?
    private var sleeper: Task<Void, any Error>?

    /// `publish` brings the remote what is there, within a deadline. The first failure is told to `warn`. `pause` lies between
    /// two attempts; after failures it grows to twelve times as much.
    package init(
        pause: Duration = .seconds(5), publish: @escaping @Sendable () async throws -> Void,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.pause = pause
        self.publish = publish
        self.warn = warn
    }

    /// Takes in that there is something new to publish.
    package func note() {
        isDue = true
        guard loop == nil, !isFinishing else { return }
        loop = Task { await self.run() }
    }

    /// Waits for the attempt that is under way, makes a last one where something is left, and returns why that failed.
    package func finish() async -> (any Error)? {
        isFinishing = true
        sleeper?.cancel()
        let wasUnderWay = loop != nil && sleeper == nil
        let before = failures
        await loop?.value
        // What has just failed would fail again, perhaps after as long a wait.
        let hasJustFailed = wasUnderWay && failures > before
        if isDue, !hasJustFailed { await attempt() }
        return isDue ? failure : nil
    }

    private func run() async {
        while isDue, !isFinishing {
            await attempt()
            guard !isFinishing else { break }
            let rest = Task { [pause, failures] in try await Task.sleep(for: pause * min(1 << min(failures, 8), 12)) }
            sleeper = rest
            // Cancelled only to end at once.
            _ = await rest.result
            sleeper = nil
        }
        loop = nil
    }

    private func attempt() async {
        isDue = false
        do {
            try await publish()
            (failure, failures) = (nil, 0)
        } catch {
            isDue = true
            failures += 1
            failure = error
            if failures == 1 { warn("\(error)") }
        }
    }
}
