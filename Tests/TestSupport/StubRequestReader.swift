/// Reads the requests of one connection, each with a body of the announced length or in chunks.
struct StubRequestReader {
    let descriptor: Int32
    let connection: Int
    private var buffer: [UInt8] = []

    init(descriptor: Int32, connection: Int) {
        self.descriptor = descriptor
        self.connection = connection
    }

    /// Nil at the end of the connection.
    mutating func next() -> StubServer.Request? {
        var lines: [String] = []
        while let line = line() {
            if !line.isEmpty {
                lines.append(line)
            } else if !lines.isEmpty {
                return request(lines)
            }
        }
        return nil
    }

    private mutating func request(_ lines: [String]) -> StubServer.Request? {
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let isChunked = headers["transfer-encoding"]?.lowercased() == "chunked"
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard let body = isChunked ? chunks() : bytes(length) else { return nil }
        return StubServer.Request(
            method: words[0], target: words[1], headers: headers, body: body, connection: connection)
    }

    private mutating func bytes(_ count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard let more = Sockets.read(descriptor) else { return nil }
            buffer += more
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    private mutating func chunks() -> [UInt8]? {
        var body: [UInt8] = []
        while let size = line().flatMap({ Int($0.prefix { $0 != ";" }, radix: 16) }) {
            guard let chunk = bytes(size), line() != nil else { return nil }
            if size == 0 { return body }
            body += chunk
        }
        return nil
    }

    private mutating func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end].filter { $0 != 0x0D }, as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            guard let more = Sockets.read(descriptor) else { return nil }
            buffer += more
        }
    }
}
