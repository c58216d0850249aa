/// So many requests in so long a time; what was used comes back evenly.
struct RequestBudget: Sendable {
    let limit: Int
    private let rate: Double
    private var left: Double
    private var last = Clock.milliseconds

    init(limit: Int, seconds: Int) {
        self.limit = limit
        rate = Double(limit) / Double(seconds) / 1000
        left = Double(limit)
    }

    /// Takes one request and says how many remain; nil where there was none.
    mutating func take() -> Int? {
        let now = Clock.milliseconds
        left = min(Double(limit), left + Double(now - last) * rate)
        last = now
        guard left >= 1 else { return nil }
        left -= 1
        return Int(left)
    }
}
