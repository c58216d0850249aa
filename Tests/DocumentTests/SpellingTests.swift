import Document
import Testing

/// What looks the same to a reader can be other bytes, which are another value to a server.
struct SpellingTests {
    /// One character, and a letter with its accent behind it.
    private let composed = "caf\u{E9}"
    private let decomposed = "cafe\u{301}"

    @Test func textsAreEqualByTheirBytes() {
        #expect(Value.string(composed) != .string(decomposed))
        #expect(Value.string(composed) == .string(composed) && Value.string(decomposed) == .string(decomposed))
        let (one, other): (Value, Value) = (["a": [.string(composed)]], ["a": [.string(decomposed)]])
        #expect(one != other && Digest(of: one) != Digest(of: other))
        #expect(Value.differences(from: one, to: other).count == 1)
        // Two accents in either order have as many bytes.
        #expect(Value.string("q\u{307}\u{323}") != .string("q\u{323}\u{307}"))
    }

    /// Of two keys that a reader cannot tell apart neither is taken for the other.
    @Test(arguments: [0, 20])
    func anObjectHasOneOfThemAsKey(_ others: Int) throws {
        let more = (0..<others).map { "\"key \($0)\":0," }.joined()
        #expect(throws: JSONError.self) { try Value(json: "{\(more)\"\(composed)\":1,\"\(decomposed)\":2}") }
    }

    @Test func pathsAreInTheOrderOfBytes() {
        let paths = [composed, decomposed].map { Path([.key("names"), .member(.string($0))]) }
        #expect(Set(paths).count == 2)
        #expect(paths.sorted() == paths.reversed().sorted() && (paths[0] < paths[1]) != (paths[1] < paths[0]))
    }
}
