import Resources
import TestSupport
import Testing

struct ConcurrentSequenceTests {
    private struct Odd: Error, Equatable {
        var number: Int
    }

    @Test func resultsComeInTheOrderOfTheirElements() async {
        let doubled = await (0..<40).concurrentMap(limit: 3) { number in
            // The first end last.
            for _ in number..<40 { await Task.yield() }
            return number * 2
        }
        #expect(doubled == (0..<40).map { $0 * 2 })
        #expect((0..<1000).concurrentlyMapped { $0 * 2 } == (0..<1000).map { $0 * 2 })
        #expect([Int]().concurrentlyMapped { $0 }.isEmpty)
    }

    @Test func eachElementIsWithItsOwnResult() async {
        let pairs = await (0..<40).concurrentPairs(limit: 4) { number -> Result<Int?, Odd> in
            await Task.yield()
            return number.isMultiple(of: 2) ? .success(number == 0 ? nil : number) : .failure(Odd(number: number))
        }
        #expect(pairs.map(\.0) == Array(0..<40))
        for (number, result) in pairs {
            let expected: Result<Int?, Odd> =
                number.isMultiple(of: 2) ? .success(number == 0 ? nil : number) : .failure(Odd(number: number))
            #expect(result == expected)
        }
    }

    /// What comes after the error waits for longer than any test: it ends because the others are cancelled.
    @Test func anErrorEndsAll() async {
        let begun = Counter()
        await #expect(throws: Odd(number: 7)) {
            try await (0..<40).concurrentMap(limit: 4) { number in
                begun.increment()
                guard number != 7 else { throw Odd(number: number) }
                if number > 7 { try await Task.sleep(for: .seconds(3600)) }
                return number
            }
        }
        #expect((8...11).contains(begun.value), "those up to 7, and at most three beside it: \(begun.value)")
    }
}
