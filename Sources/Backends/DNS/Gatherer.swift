/// Turns requests that come at the same time into few: while one batch is under way, what arrives waits and is the next one.
actor Gatherer<Request: Sendable, Answer: Sendable> {
    /// Gives one result for each request, in their order.
    typealias Perform = @Sendable ([Request]) async -> [Result<Answer, any Error>]

    private struct Waiting {
        var id: Int
        var request: Request
        var continuation: CheckedContinuation<Answer, any Error>
    }

    private let perform: Perform
    private var waiting: [Waiting] = []
    private var isUnderWay = false
    private var count = 0

    init(_ perform: @escaping Perform) {
        self.perform = perform
    }

    /// How many wait for the next batch.
    var waitingCount: Int { waiting.count }

    /// Asks in the next batch and gives its answer; a task that is cancelled while it waits for its turn is not asked for.
    func callAsFunction(_ request: Request) async throws -> Answer {
        count += 1
        let id = count
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard !Task.isCancelled else {
                    continuation.resume(throwing: CancellationError())
                    return
                }
                waiting.append(Waiting(id: id, request: request, continuation: continuation))
                start()
            }
        } onCancel: {
            Task { await cancel(id) }
        }
    }

    private func cancel(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }

    private func start() {
        guard !isUnderWay, !waiting.isEmpty else { return }
        isUnderWay = true
        // Ends by itself, with the last of the requests that came.
        Task { await run() }
    }

    private func run() async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            let results = await perform(batch.map(\.request))
            for (index, waiting) in batch.enumerated() {
                waiting.continuation.resume(
                    with: index < results.count ? results[index] : .failure(CancellationError()))
            }
        }
        isUnderWay = false
    }
}
