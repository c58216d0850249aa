import Diagnostics
import Testing

struct ListingTests {
    struct Case: Sendable {
        var count: Int
        var most: Int
        var text: String
    }

    @Test(arguments: [
        Case(count: 0, most: 3, text: ""), Case(count: 1, most: 3, text: "w1"),
        Case(count: 3, most: 3, text: "w1, w2, w3"), Case(count: 4, most: 3, text: "w1, w2, w3 and 1 more"),
        Case(count: 1_236, most: 2, text: "w1, w2 and 1,234 more"), Case(count: 3, most: .max, text: "w1, w2, w3"),
    ])
    func tellsTheFirstFewAndCountsTheRest(_ test: Case) {
        #expect((0..<test.count).map { "w\($0 + 1)" }.listed(most: test.most) == test.text)
    }
}
