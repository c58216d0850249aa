import Document

extension Value {
    /// The greatest amount a real API server takes: these fields are 32 bits wide there.
    private static let greatestAmount = Int(Int32.max)

    /// A number of pods, seconds or the like, held between none and the greatest there is, so that whatever an object
    /// says can be added to others.
    var amount: Int? { integer.map { min(max(0, Int($0)), Self.greatestAmount) } }

    /// An amount, or a share such as `25%` of the whole.
    func amount(of whole: Int, roundsUp: Bool) -> Int {
        guard let text = string, text.hasSuffix("%"), let percent = Int(text.dropLast()) else { return amount ?? 0 }
        let whole = min(max(0, whole), Self.greatestAmount)
        let product = whole * min(max(0, percent), Self.greatestAmount)
        return min((product + (roundsUp ? 99 : 0)) / 100, Self.greatestAmount)
    }
}
