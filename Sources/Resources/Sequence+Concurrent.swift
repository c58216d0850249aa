import Dispatch
import Synchronization

extension Sequence where Element: Sendable, Self: Sendable {
    /// Transforms the elements at most `limit` at a time and gives the results in the order of the elements. After the first
    /// that fails no other is begun.
    package func concurrentMap<Result: Sendable>(
        limit: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
    ) async rethrows -> [Result] {
        let elements = Array(self)
        let queue = IndexQueue(elements.indices)
        return try await withThrowingTaskGroup(of: [Numbered<Result>].self) { group in
            // A task for each of the elements would cost more than most of them take.
            for _ in 0..<Swift.min(limit, elements.count) {
                group.addTask {
                    var done: [Numbered<Result>] = []
                    while let index = queue.next() {
                        do {
                            done.append(Numbered(index: index, result: try await transform(elements[index])))
                        } catch {
                            queue.close()
                            throw error
                        }
                    }
                    return done
                }
            }
            var results = [Result?](repeating: nil, count: elements.count)
            while let part = try await group.next() {
                for numbered in part { results[numbered.index] = numbered.result }
            }
            return results.compactMap(\.self)
        }
    }

    /// As `concurrentMap`, each element with its result.
    ///
    /// A transformation must not give a tuple itself: of one with a `Result<Int?, any Error>` in it an optimised build by
    /// Swift 6.3.1 makes something else.
    package func concurrentPairs<Result: Sendable>(
        limit: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
    ) async rethrows -> [(Element, Result)] {
        let elements = Array(self)
        return Array(zip(elements, try await elements.concurrentMap(limit: limit, transform)))
    }
}

extension RandomAccessCollection where Element: Sendable {
    /// Transforms the elements on all processors and gives the results in the order of the elements: for work that waits for
    /// nothing.
    package func concurrentlyMapped<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
        let elements = Array(self)
        return Array(unsafeUninitializedCapacity: elements.count) { buffer, count in
            // Unsafe to the compiler alone: each iteration writes to an element of its own, and all have ended before anybody reads.
            nonisolated(unsafe) let results = buffer
            DispatchQueue.concurrentPerform(iterations: elements.count) { index in
                results.initializeElement(at: index, to: transform(elements[index]))
            }
            count = elements.count
        }
    }
}

/// A result and the place of its element.
private struct Numbered<Result: Sendable>: Sendable {
    var index: Int
    var result: Result
}

/// Hands out the places of a collection, each once.
private final class IndexQueue: Sendable {
    private let rest: Mutex<Range<Int>>

    init(_ indices: Range<Int>) { rest = Mutex(indices) }

    func next() -> Int? {
        rest.withLock { $0.popFirst() }
    }

    /// Hands out nothing any more.
    func close() {
        rest.withLock { $0 = $0.upperBound..<$0.upperBound }
    }
}
