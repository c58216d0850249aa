import Synchronization

/// A static answer of any size, for benchmarks that hold a LIST against it: the one path that a real API server does not
/// have, `GET /sandbox/payload?bytes=N`, for administrators.
final class StaticPayload: Sendable {
    static let path = "/sandbox/payload"
    private static let limit = 1 << 28
    private let bytes = Mutex<[UInt8]>([])

    /// The bytes are made once for a size, so that what is measured is how they are sent.
    func response(to request: WebRequest) -> WebResponse {
        guard let count = request.parameter("bytes").flatMap({ Int($0) }), (0...Self.limit).contains(count) else {
            return .text("bytes is a number from 0 to \(Self.limit)", status: 400)
        }
        let payload = bytes.withLock { bytes in
            if bytes.count != count { bytes = Array(repeating: UInt8(ascii: "x"), count: count) }
            return bytes
        }
        return WebResponse(
            status: 200, headers: [("Content-Type", "application/octet-stream")], body: .bytes(payload))
    }
}
