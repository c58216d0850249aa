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
}
