import Glibc
import Synchronization

/// A proxy on loopback that joins connections to servers on loopback: by `CONNECT`, by SOCKS 5, or without being asked.
package final class StubProxy: Sendable {
    package enum Kind: Sendable {
        case http
        case socks5
        /// Stands in the place of the server, and records what is sent to it.
        case recorder
    }

    private let kind: Kind
    private let target: UInt16
    private let host: String
    private let listener: Int32
    package let port: UInt16
    private let seen = Mutex<[String]>([])
    private let recorded = Mutex<[UInt8]>([])

    /// Every connection goes to the port `target` of `host`, an IPv4 address, whatever host is asked for.
    package init(_ kind: Kind, to target: UInt16, at host: String = "127.0.0.1") throws {
        self.kind = kind
        self.target = target
        self.host = host
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

    /// All that clients of a recorder sent so far.
    package var sent: String { recorded.withLock { String(decoding: $0, as: UTF8.self) } }

    private func greet(_ client: Int32) -> [UInt8]? {
        switch kind {
        case .http: greetHTTP(client)
        case .socks5: greetSOCKS(client)
        case .recorder: []
        }
    }

    private func serve(_ client: Int32) {
        guard let answer = greet(client), let server = try? Sockets.connect(to: target, at: host) else {
            close(client)
            return
        }
        let pair = Pair(client: client, server: server)
        guard Sockets.write(answer, to: client) else { return }
        runOnThread { pair.pump(pair.server, pair.client) }
        pair.pump(pair.client, pair.server) { [kind] bytes in
            if kind == .recorder { recorded.withLock { $0 += bytes } }
        }
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

    func pump(_ source: Int32, _ sink: Int32, _ look: ([UInt8]) -> Void = { _ in }) {
        while let bytes = Sockets.read(source) {
            look(bytes)
            guard Sockets.write(bytes, to: sink) else { break }
        }
        shutdown(source, Int32(SHUT_RD))
        shutdown(sink, Int32(SHUT_WR))
    }
}
