import Synchronization
import Testing

@testable import Backends

struct GathererTests {
    /// Batches that were asked for, and a gate that holds the first one up.
    private final class Log: Sendable {
        let batches = Mutex<[[Int]]>([])
        let isOpen = Mutex(false)

        func perform(_ batch: [Int]) async -> [Result<Int, any Error>] {
            batches.withLock { $0.append(batch) }
            while !isOpen.withLock(\.self) { await Task.yield() }
            return batch.map { $0 < 0 ? .failure(Failure()) : .success($0 * 2) }
        }
    }

    private struct Failure: Error {}

    @Test func whatComesMeanwhileIsTheNextBatch() async throws {
        let log = Log()
        let gatherer = Gatherer(log.perform)
        async let first = gatherer(1)
        while log.batches.withLock(\.isEmpty) { await Task.yield() }
        let others = (2...50).map { number in Task { try await gatherer(number) } }
        let bad = Task { try await gatherer(-1) }
        while await gatherer.waitingCount < 50 { await Task.yield() }
        log.isOpen.withLock { $0 = true }
        #expect(try await first == 2)
        for (number, task) in zip(2...50, others) { #expect(try await task.value == number * 2) }
        await #expect(throws: Failure.self) { try await bad.value }
        #expect(log.batches.withLock { $0.map(\.count) } == [1, 50])
    }

    @Test func whatIsCancelledBeforeItsTurnIsNotAskedFor() async throws {
        let log = Log()
        let gatherer = Gatherer(log.perform)
        async let first = gatherer(1)
        while log.batches.withLock(\.isEmpty) { await Task.yield() }
        let cancelled = Task { try await gatherer(2) }
        while await gatherer.waitingCount < 1 { await Task.yield() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        log.isOpen.withLock { $0 = true }
        #expect(try await first == 2)
        #expect(try await gatherer(3) == 6)
        #expect(log.batches.withLock(\.self) == [[1], [3]])
    }
}
