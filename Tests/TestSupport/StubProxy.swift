import Glibc
import Synchronization

/// A proxy on loopback that joins connections to servers on loopback: by `CONNECT` or by SOCKS 5.
package final class StubProxy: Sendable {
    package enum Kind: Sendable {
        case http
        case socks5
    }

    private let kind: Kind
    private let target: UInt16
    private let listener: Int32
    package let port: UInt16
    private let seen = Mutex<[String]>([])

    /// Every connection goes to `target`, whatever host is asked for.
    package init(_ kind: Kind, to target: UInt16) throws {
        self.kind = kind
        self.target = target
        (listener, port) = try Sockets.listen()
        let listener = listener
        runOnThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { break }
                runOnThread { self.serve(connection) }
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// What clients sent before they were joined: the head of a `CONNECT`, or a host asked for by SOCKS.
    package var heads: [String] { seen.withLock { $0 } }

    private func serve(_ client: Int32) {
        guard let answer = kind == .http ? greetHTTP(client) : greetSOCKS(client),
            let server = try? Sockets.connect(to: target)
        else {
            close(client)
            return
        }
        let pair = Pair(client: client, server: server)
        guard Sockets.write(answer, to: client) else { return }
        runOnThread { pair.pump(pair.server, pair.client) }
        pair.pump(pair.client, pair.server)
    }

    private func greetHTTP(_ client: Int32) -> [UInt8]? {
        var head = ""
        while !head.contains("\r\n\r\n") {
            guard let more = Sockets.read(client) else { return nil }
            head += String(decoding: more, as: UTF8.self)
        }
        seen.withLock { $0.append(head) }
        return Array("HTTP/1.1 200 Connected\r\n\r\n".utf8)
    }

    private func greetSOCKS(_ client: Int32) -> [UInt8]? {
        guard Sockets.read(client)?.first == 5, Sockets.write([5, 0], to: client), let request = Sockets.read(client),
            request.count > 5
        else { return nil }
        // Type 3 is a name: its length, then its letters.
        let host = request[3] == 3 ? String(decoding: request[5...].prefix(Int(request[4])), as: UTF8.self) : "address"
        seen.withLock { $0.append(host) }
        return [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    }
}

/// Two connections, closed when the last of the two directions is done with them.
private final class Pair: Sendable {
    let client: Int32
    let server: Int32

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    deinit {
        close(client)
        close(server)
    }

    func pump(_ source: Int32, _ sink: Int32) {
        while let bytes = Sockets.read(source), Sockets.write(bytes, to: sink) {}
        shutdown(source, Int32(SHUT_RD))
        shutdown(sink, Int32(SHUT_WR))
    }
}
