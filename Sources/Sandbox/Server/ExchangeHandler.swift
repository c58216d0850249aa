import NIOCore
import NIOHTTP1

/// Gathers one request at a time, has it answered by the responder in a task and writes the reply.
///
/// The task ends with the connection (or HTTP/2 stream): a watch whose client is gone is cancelled.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Larger request bodies are refused, as a real API server refuses them (3 MiB).
    private static let maximumBody = 3 << 20

    private let responder: any WebResponder
    private let connection: NIOLoopBound<ConnectionHandler>
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var exchange: Task<Void, Never>?

    init(responder: any WebResponder, connection: NIOLoopBound<ConnectionHandler>) {
        self.responder = responder
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            isTooLarge = false
        case .body(let buffer):
            isTooLarge = isTooLarge || body.count + buffer.readableBytes > Self.maximumBody
            if !isTooLarge { body.append(contentsOf: buffer.readableBytesView) }
        case .end:
            guard let head else { return }
            self.head = nil
            start(head, context.channel)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange?.cancel()
        exchange = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A broken TLS handshake or request is the client's doing: the connection ends, the server goes on.
        context.close(promise: nil)
    }

    private func start(_ head: HTTPRequestHead, _ channel: any Channel) {
        let request = WebRequest(
            method: head.method.rawValue, target: head.uri,
            headers: head.headers.map { (name: $0.name, value: $0.value) },
            body: body, clientCertificate: connection.value.clientCertificate())
        body = []
        let writer = ReplyWriter(
            channel: channel, connection: connection, version: head.version, isHead: head.method == .HEAD,
            keepsAlive: head.isKeepAlive)
        let tooLarge = isTooLarge
        exchange = Task { [responder] in
            let reply =
                tooLarge
                ? .response(.text("request body too large", status: 413)) : await responder.reply(to: request)
            await writer.write(reply)
        }
    }
}

/// Writes one reply to a channel from a task.
private struct ReplyWriter: Sendable {
    let channel: any Channel
    let connection: NIOLoopBound<ConnectionHandler>
    let version: HTTPVersion
    let isHead: Bool
    let keepsAlive: Bool

    func write(_ reply: WebReply) async {
        do {
            switch reply {
            case .reset: try await reset()
            case .truncated(let response): try await writeHalf(response)
            case .response(let response): try await write(response)
            case .last(let response, let afterwards):
                defer { afterwards() }
                try await write(response)
            }
        } catch {
            // The client has gone; nobody is left to be told.
            channel.close(promise: nil)
        }
    }

    private func write(_ response: WebResponse) async throws {
        if let content = response.content {
            channel.write(HTTPServerResponsePart.head(head(response, length: content.readableBytes)), promise: nil)
            if content.readableBytes > 0, !isHead {
                channel.write(HTTPServerResponsePart.body(.byteBuffer(content)), promise: nil)
            }
        } else if case .stream(let chunks) = response.body {
            try await channel.writeAndFlush(HTTPServerResponsePart.head(head(response, length: nil)))
            for await chunk in chunks {
                try await channel.writeAndFlush(
                    HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: chunk))))
            }
            try Task.checkCancellation()
        }
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if !keepsAlive, version.major < 2 { channel.close(promise: nil) }
    }

    private func writeHalf(_ response: WebResponse) async throws {
        if var content = response.content {
            let length = content.readableBytes
            channel.write(HTTPServerResponsePart.head(head(response, length: length)), promise: nil)
            let half = content.readSlice(length: length / 2) ?? ByteBuffer()
            try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(half)))
        }
        try await reset()
    }

    private func reset() async throws {
        try await channel.eventLoop.submit { [connection] in connection.value.reset() }.get()
    }

    private func head(_ response: WebResponse, length: Int?) -> HTTPResponseHead {
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        let mayHaveBody = response.status != 204 && response.status != 304
        if let length, mayHaveBody { headers.replaceOrAdd(name: "Content-Length", value: String(length)) }
        if !keepsAlive, version.major < 2 { headers.replaceOrAdd(name: "Connection", value: "close") }
        return HTTPResponseHead(
            version: version.major >= 2 ? .http2 : .http1_1, status: HTTPResponseStatus(statusCode: response.status),
            headers: headers)
    }
}

extension WebResponse {
    /// The body in one buffer, each byte of it copied once; nil of a stream.
    fileprivate var content: ByteBuffer? {
        switch body {
        case .bytes(let bytes): return ByteBuffer(bytes: bytes)
        case .parts(let parts):
            var buffer = ByteBufferAllocator().buffer(capacity: parts.reduce(0) { $0 + $1.count })
            for part in parts { buffer.writeBytes(part) }
            return buffer
        case .stream: return nil
        }
    }
}
