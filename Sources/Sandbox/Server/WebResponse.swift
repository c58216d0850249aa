import Document
import SandboxAPI

/// What a listener sends back.
package struct WebResponse: Sendable {
    /// Bytes, the pieces of one document, or a stream that is sent as it comes and ends the response.
    package typealias Body = APIResponse.Body

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A JSON document.
    package static func json(
        _ value: Value, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> WebResponse {
        WebResponse(
            status: status, headers: [("Content-Type", "application/json")] + headers, body: .bytes(value.json()))
    }

    /// Plain text.
    package static func text(_ text: String, status: Int = 200) -> WebResponse {
        WebResponse(status: status, headers: [("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
    }
}

/// How an exchange ends.
package enum WebReply: Sendable {
    case response(WebResponse)
    /// The connection is reset before a byte of an answer.
    case reset
    /// The head and the first half of the body, then the connection is reset.
    case truncated(WebResponse)
    /// A response, and what is done once it has been sent.
    case last(WebResponse, @Sendable () -> Void)
}

/// Answers the requests of a listener.
package protocol WebResponder: Sendable {
    /// The answer to one request; cancelled when the client goes away.
    func reply(to request: WebRequest) async -> WebReply
}
