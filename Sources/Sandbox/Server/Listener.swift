import Glibc
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// One bound address, speaking HTTP/1.1 and, over TLS, HTTP/2.
package final class Listener: Sendable {
    package let address: String
    package let port: Int
    private let channel: any Channel
    private let connections: ConnectionRegistry
    private let tls: TLSContext?

    private init(
        address: String, port: Int, channel: any Channel, connections: ConnectionRegistry, tls: TLSContext?
    ) {
        self.address = address
        self.port = port
        self.channel = channel
        self.connections = connections
        self.tls = tls
    }

    /// Listens at a loopback address; any other is refused. With an identity it speaks TLS and asks the client for
    /// a certificate, which is handed on unchecked: who is trusted is the responder's to say.
    package static func bind(
        address: String, port: Int, identity: ServerIdentity? = nil, responder: any WebResponder
    ) async throws -> Listener {
        guard LoopbackNetwork.isLoopback(address) else { throw SandboxError.notLoopback(address) }
        let tls = try identity.map { TLSContext(try $0.context()) }
        let connections = ConnectionRegistry()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return Self.configure(channel, tls: tls?.current, responder: responder)
            }
        do {
            let channel = try await bootstrap.bind(host: address, port: port).get()
            let bound = channel.localAddress?.port ?? port
            return Listener(address: address, port: bound, channel: channel, connections: connections, tls: tls)
        } catch {
            let cause = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw SandboxError.cannotListen(address: address, port: port, cause: cause)
        }
    }

    /// Shows another certificate to the connections made from now on.
    package func replaceIdentity(_ identity: ServerIdentity) throws {
        tls?.current = try identity.context()
    }

    /// Stops listening and ends every connection.
    package func close() async {
        // Closing what is closed already is no failure.
        try? await channel.close()
        connections.closeAll()
    }

    private static func configure(
        _ channel: any Channel, tls: NIOSSLContext?, responder: any WebResponder
    ) -> EventLoopFuture<Void> {
        do {
            let connection = ConnectionHandler()
            let bound = NIOLoopBound(connection, eventLoop: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(connection)
            guard let tls else {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                try channel.pipeline.syncOperations.addHandler(
                    ExchangeHandler(responder: responder, connection: bound))
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            let handler = NIOSSLServerHandler(
                context: tls,
                customVerificationCallback: { _, promise in
                    promise.succeed(.certificateVerified)
                })
            try channel.pipeline.syncOperations.addHandler(handler)
            var settings = NIOHTTP2Handler.ConnectionConfiguration()
            settings.initialSettings = [
                HTTP2Setting(parameter: .maxConcurrentStreams, value: 250),
                HTTP2Setting(parameter: .maxHeaderListSize, value: 1 << 16),
            ]
            var streams = NIOHTTP2Handler.StreamConfiguration()
            streams.targetWindowSize = 1 << 20
            // Clients that end many watches at once are no attackers here.
            streams.streamResetFrameRateLimit.maximumCount = 100_000
            streams.streamErrorRateLimit.maximumCount = 100_000
            return channel.configureCommonHTTPServerPipeline(
                connectionConfiguration: settings, streamConfiguration: streams
            ) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ExchangeHandler(responder: responder, connection: bound))
                }
            }
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
    }
}

/// The TLS context new connections get.
private final class TLSContext: Sendable {
    private let context: Mutex<NIOSSLContext>

    init(_ context: NIOSSLContext) { self.context = Mutex(context) }

    var current: NIOSSLContext {
        get { context.withLock { $0 } }
        set { context.withLock { $0 = newValue } }
    }
}

/// The open connections of a listener.
private final class ConnectionRegistry: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        channels.withLock { $0[key] = channel }
        channel.closeFuture.whenComplete { [self] _ in
            channels.withLock { _ = $0.removeValue(forKey: key) }
        }
    }

    /// Does not wait for the peers: TLS gives each of them five seconds to say goodbye.
    func closeAll() {
        for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }
}
