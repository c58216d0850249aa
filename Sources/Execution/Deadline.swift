/// Why waiting ended without what was waited for.
enum WaitError: Error, CustomStringConvertible {
    case timeout(Duration)
    /// A write was begun, and whether it was carried out is not known.
    case unanswered(Duration)
    case interrupted

    var description: String {
        switch self {
        case .timeout(let duration): "not done within \(duration.words)"
        case .unanswered(let duration): "not answered within \(duration.words); it may have been carried out"
        case .interrupted: "interrupted while waiting"
        }
    }
}

/// The end of the time a step may take.
struct Deadline: Sendable {
    private let end: ContinuousClock.Instant
    private let timeout: Duration
    private let interruption: Interruption
    private var slots: WorkSlots?

    /// `slots` is where the step has its slot, which it does not need while it waits; nil for what has none.
    init(after timeout: Duration, interruption: Interruption, slots: WorkSlots? = nil) {
        self.timeout = timeout
        self.interruption = interruption
        self.slots = slots
        end = .now + timeout
    }

    /// The same for what has given its slot back already.
    var withoutSlots: Deadline {
        var result = self
        result.slots = nil
        return result
    }

    var isOver: Bool { ContinuousClock.now >= end }

    /// Runs a write; gives it up when the time is over, but not when the run is interrupted.
    func bound<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(until: end)
                throw WaitError.unanswered(timeout)
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    /// Runs `body`; cancels it and throws when the time is over or the run is interrupted.
    ///
    /// For waiting only: a write that has begun is not given up this way.
    func wait<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        guard let slots else { return try await waited(body) }
        return try await slots.whileWaiting { try await waited(body) }
    }

    private func waited<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(until: end)
                throw WaitError.timeout(timeout)
            }
            group.addTask {
                await interruption.requested()
                try Task.checkCancellation()
                throw WaitError.interrupted
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}

extension Duration {
    /// `90s`, `10m`, `1h30m`: as specifications write it.
    package var words: String {
        let seconds = components.seconds
        let parts = [(seconds / 3600, "h"), (seconds % 3600 / 60, "m"), (seconds % 60, "s")]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }
}
