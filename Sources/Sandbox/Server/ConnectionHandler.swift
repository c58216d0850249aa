import Glibc
import NIOCore
import NIOSSL

/// Sits between the socket and TLS, so that a connection can be reset without the courtesies of either.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private var context: ChannelHandlerContext?
    private var certificate: [UInt8]??

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Closes the socket with a TCP reset.
    func reset() {
        guard let context else { return }
        let abort = linger(l_onoff: 1, l_linger: 0)
        (context.channel as? any SocketOptionProvider)?.setSoLinger(abort).whenFailure { _ in }
        context.close(mode: .all, promise: nil)
    }

    /// The certificate the client showed in its TLS handshake, in DER.
    func clientCertificate() -> [UInt8]? {
        if let certificate { return certificate }
        let handler = try? context?.pipeline.syncOperations.handler(type: NIOSSLHandler.self)
        let shown = try? handler?.peerCertificate?.toDERBytes()
        certificate = .some(shown)
        return shown
    }
}
