/// Gathers the header lines of an answer; interim ones (100 Continue) are dropped.
struct ResponseHead {
    enum Progress {
        case more
        /// The head of the final answer is there: said once.
        case complete
        case tooLarge
    }

    /// Below the bound that newer versions of libcurl have themselves.
    static let limit = 256 << 10

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private var size = 0
    private var isComplete = false

    var isTooLarge: Bool { size > Self.limit }

    /// Takes one line with its line end; trailers after the body are not kept.
    mutating func append(_ line: UnsafeRawBufferPointer) -> Progress {
        size += line.count
        guard !isTooLarge else { return .tooLarge }
        guard !isComplete else { return .more }
        let text = String(decoding: line.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if text.isEmpty {
            isComplete = status >= 200
            return isComplete ? .complete : .more
        } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            headers.add(String(text[..<colon]), text[text.utf8.index(after: colon)...].trimmed)
        }
        return .more
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
