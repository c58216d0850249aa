/// A pattern as it was read.
indirect enum PatternNode: Sendable, Hashable {
    /// What must hold between two characters.
    enum Assertion: Sendable, Hashable {
        case textStart
        case textEnd
        case lineStart
        case lineEnd
        case wordBoundary
        case noWordBoundary
    }

    case set(ScalarSet)
    case assertion(Assertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// At least and at most so often; nil: without end.
    case repetition(PatternNode, least: Int, most: Int?)
}
