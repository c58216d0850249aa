import Testing

@testable import HTTP

@Suite struct LineBufferTests {
    private func append(_ text: String, to buffer: inout LineBuffer) -> Bool {
        Array(text.utf8).withUnsafeBytes { buffer.append($0) }
    }

    @Test func cutsAtLineFeedsWhereverTheChunksEnd() {
        let text = "a\nbb\n\nccc"
        for size in 1...text.utf8.count {
            var buffer = LineBuffer(maxLineBytes: 3)
            var rest = Substring(text)
            while !rest.isEmpty {
                #expect(append(String(rest.prefix(size)), to: &buffer))
                rest = rest.dropFirst(size)
            }
            #expect(buffer.count == 3)
            buffer.finish()
            var lines: [String] = []
            while let line = buffer.take() { lines.append(String(decoding: line, as: UTF8.self)) }
            #expect(lines == ["a", "bb", "", "ccc"])
            #expect(buffer.count == 0)
        }
    }

    @Test func boundsALine() {
        var buffer = LineBuffer(maxLineBytes: 3)
        #expect(append("abc\n", to: &buffer))
        #expect(append("ab", to: &buffer))
        #expect(!append("cd", to: &buffer))
    }
}
