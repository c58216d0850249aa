import Document

/// The answer of an API server.
package struct APIResponse: Sendable {
    /// What follows the headers.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// The pieces of a document as the store keeps them: a long list is sent without being put together first.
        case parts([ArraySlice<UInt8>])
        /// The events of a watch, one line each; the connection ends with the stream.
        case stream(AsyncStream<[UInt8]>)
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Bytes that are JSON already.
    package init(status: Int = 200, json: [UInt8], contentType: String = "application/json") {
        self.init(status: status, headers: [("Content-Type", contentType)], body: .bytes(json))
    }

    /// Pieces that are JSON together.
    init(json parts: [ArraySlice<UInt8>]) {
        self.init(status: 200, headers: [("Content-Type", "application/json")], body: .parts(parts))
    }

    /// A document.
    package init(status: Int = 200, _ value: Value, contentType: String = "application/json") {
        self.init(status: status, json: value.json(), contentType: contentType)
    }

    /// Plain text, as the health endpoints answer.
    package init(status: Int = 200, text: String) {
        self.init(
            status: status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: .bytes(Array(text.utf8)))
    }

    /// The refusal of a request.
    package init(_ error: StatusError) {
        self.init(status: error.code, error.status)
        if let seconds = error.retryAfter { headers.append(("Retry-After", String(seconds))) }
    }

    /// The bytes of the body; nil where it is a stream.
    package var bytes: [UInt8]? {
        switch body {
        case .bytes(let bytes): bytes
        case .parts(let parts): Array(parts.joined())
        case .stream: nil
        }
    }
}
