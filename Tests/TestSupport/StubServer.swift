import Glibc
import Synchronization

/// A plain HTTP/1.1 server on loopback that answers as a closure says, badly where the test wants that.
package final class StubServer: Sendable {
    package struct Request: Sendable {
        package var method: String
        /// Path and query as they were sent.
        package var target: String
        /// Names in lower case.
        package var headers: [String: String]
        package var body: [UInt8]
        /// Which connection it came over, counted from 0.
        package var connection: Int

        /// The target without its query.
        package var path: String { String(target.prefix { $0 != "?" }) }
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    package enum Answer: Sendable {
        case response(status: Int, headers: [String: String] = [:], body: [UInt8] = [])
        /// These bytes, then the end of the connection.
        case raw(String)
        /// These bytes, then a reset.
        case reset(after: String = "")
        /// Nothing, until the client gives up; then the closure is called.
        case silence(whenClosed: @Sendable () -> Void = {})
        /// A chunked body, as long as the closure writes; it runs on the connection's thread.
        case stream(@Sendable (StreamWriter) -> Void)

        package static func text(_ status: Int, _ text: String, headers: [String: String] = [:]) -> Answer {
            .response(status: status, headers: headers, body: Array(text.utf8))
        }

        package static func json(_ status: Int, _ text: String) -> Answer {
            .text(status, text, headers: ["Content-Type": "application/json"])
        }
    }

    package typealias Handler = @Sendable (Request) -> Answer

    private struct State {
        var requests: [Request] = []
        var connections: Set<Int32> = []
        var accepted = 0
        var isStopped = false
        var concurrent = 0
        var mostConcurrent = 0
    }

    private let state = Mutex(State())
    private let listener: Int32
    private let handler: Handler
    package let port: UInt16

    package init(_ handler: @escaping Handler) throws {
        self.handler = handler
        (listener, port) = try Sockets.listen()
        let listener = listener
        runOnThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                guard let self, let ordinal = self.adopt(connection) else {
                    close(connection)
                    break
                }
                runOnThread { self.serve(connection, ordinal) }
            }
            close(listener)
        }
    }

    deinit { stop() }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// What came so far, in the order it was complete.
    package var requests: [Request] { state.withLock { $0.requests } }

    /// The largest number of requests that were being answered at once.
    package var mostConcurrent: Int { state.withLock { $0.mostConcurrent } }

    /// Ends all connections and accepts no more.
    package func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
            // Wakes the accepting thread, which closes the socket.
            shutdown(listener, Int32(SHUT_RDWR))
        }
    }

    private func adopt(_ connection: Int32) -> Int? {
        state.withLock { state in
            guard !state.isStopped else { return nil }
            state.connections.insert(connection)
            state.accepted += 1
            return state.accepted - 1
        }
    }

    private func serve(_ connection: Int32, _ ordinal: Int) {
        var reader = StubRequestReader(descriptor: connection, connection: ordinal)
        while let request = reader.next() {
            state.withLock { state in
                state.requests.append(request)
                state.concurrent += 1
                state.mostConcurrent = max(state.mostConcurrent, state.concurrent)
            }
            let answer = handler(request)
            state.withLock { $0.concurrent -= 1 }
            guard write(answer, to: request, on: connection) else { break }
        }
        state.withLock { _ = $0.connections.remove(connection) }
        close(connection)
    }

    /// False where the connection is to end.
    private func write(_ answer: Answer, to request: Request, on connection: Int32) -> Bool {
        switch answer {
        case .response(let status, let headers, let body):
            var head = "HTTP/1.1 \(status) Stub\r\nContent-Length: \(body.count)\r\n"
            for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
            return Sockets.write(Array((head + "\r\n").utf8) + (request.method == "HEAD" ? [] : body), to: connection)
        case .raw(let text):
            _ = Sockets.write(Array(text.utf8), to: connection)
            return false
        case .reset(let text):
            _ = Sockets.write(Array(text.utf8), to: connection)
            Sockets.resetOnClose(connection)
            return false
        case .silence(let whenClosed):
            while Sockets.read(connection) != nil {}
            whenClosed()
            return false
        case .stream(let body):
            let writer = StreamWriter(descriptor: connection)
            _ = Sockets.write(Array("HTTP/1.1 200 Stub\r\nTransfer-Encoding: chunked\r\n\r\n".utf8), to: connection)
            body(writer)
            return Sockets.write(Array("0\r\n\r\n".utf8), to: connection)
        }
    }
}

/// Writes a chunked body piece by piece.
package struct StreamWriter: Sendable {
    let descriptor: Int32

    /// False when the client is gone.
    @discardableResult
    package func send(_ text: String) -> Bool {
        Sockets.write(Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8), to: descriptor)
    }

    /// Waits until the client closes the connection.
    package func waitForClose() {
        while Sockets.read(descriptor) != nil {}
    }
}
