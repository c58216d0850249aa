import Dispatch

extension Sequence where Element: Sendable, Self: Sendable {
    /// Transforms the elements at most `limit` at a time and gives the results in the order of the elements.
    package func concurrentMap<Result: Sendable>(
        limit: Int, _ transform: @escaping @Sendable (Element) async throws -> Result
    ) async rethrows -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var iterator = enumerated().makeIterator()
            var running = 0
            var results: [(Int, Result)] = []
            func start() -> Bool {
                guard let (index, element) = iterator.next() else { return false }
                group.addTask { (index, try await transform(element)) }
                return true
            }
            while running < limit, start() { running += 1 }
            while let result = try await group.next() {
                results.append(result)
                _ = start()
            }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
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
