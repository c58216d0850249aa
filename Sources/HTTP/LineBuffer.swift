/// Cuts a stream of bytes into lines.
struct LineBuffer {
    private var lines: [[UInt8]] = []
    private var next = 0
    private var partial: [UInt8] = []
    private let maxLineBytes: Int
    /// Of the complete lines that were not taken yet.
    private(set) var count = 0

    init(maxLineBytes: Int) {
        self.maxLineBytes = maxLineBytes
    }

    /// False where a line grew beyond the bound.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            guard partial.count + (end - rest.startIndex) <= maxLineBytes else { return false }
            partial.append(contentsOf: rest[rest.startIndex..<end])
            endLine()
            rest = rest[(end + 1)...]
        }
        guard partial.count + rest.count <= maxLineBytes else { return false }
        partial.append(contentsOf: rest)
        return true
    }

    /// Makes a line of what follows the last line feed, if anything does.
    mutating func finish() {
        if !partial.isEmpty { endLine() }
    }

    private mutating func endLine() {
        count += partial.count
        lines.append(partial)
        partial = []
    }

    /// The first line that was not taken yet, without its line feed.
    mutating func take() -> [UInt8]? {
        guard next < lines.count else { return nil }
        let line = lines[next]
        lines[next] = []
        next += 1
        if next == lines.count {
            lines.removeAll(keepingCapacity: true)
            next = 0
        }
        count -= line.count
        return line
    }
}
