import Document
import Glibc

/// Asks a sandbox's control API: one blocking request a connection, for commands.
package struct ControlClient: Sendable {
    private let address: String
    private let port: UInt16

    /// The client for the control address of `endpoints.json`.
    package init(directory: String) throws(SandboxError) {
        let path = SandboxLayout(directory: directory).endpoints
        guard Files.exists(path) else { throw .notRunning(directory: directory) }
        let bytes = try Files.read(path)
        guard let value = try? Value(json: bytes), let url = value["control"]?.string, url.hasPrefix("http://")
        else { throw .file(action: "read", path: path, cause: "it names no control endpoint") }
        let parts = url.dropFirst("http://".count).split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else {
            throw .file(action: "read", path: path, cause: "the control endpoint is not an address with a port")
        }
        address = String(parts[0])
        self.port = port
    }

    /// The answer to one request; an answer that is no success is an error with its words.
    package func send(_ method: String, _ path: String, _ body: Value? = nil) throws(SandboxError) -> [UInt8] {
        let content = body?.json() ?? []
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(content.count)\r\n\r\n"
        let answer = try exchange(Array(head.utf8) + content)
        let separator = Array("\r\n\r\n".utf8)
        guard let end = answer.firstRange(of: separator) else { throw failure("the answer is cut off") }
        let status = String(decoding: answer.prefix(12), as: UTF8.self).split(separator: " ").last.flatMap { Int($0) }
        let payload = Array(answer[end.upperBound...])
        guard let status, (200..<300).contains(status) else {
            let message = (try? Value(json: payload))?["error"]?.string
            throw .badArgument(message ?? "the sandbox refused: \(String(decoding: payload, as: UTF8.self))")
        }
        return payload
    }

    private func exchange(_ request: [UInt8]) throws(SandboxError) -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &target.sin_addr)
        let connected = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw failure(String(cString: strerror(errno))) }
        var sent = 0
        while sent < request.count {
            let count = request[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw failure(String(cString: strerror(errno))) }
            sent += count
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
            if count == 0 { return answer }
            answer.append(contentsOf: buffer[..<count])
        }
    }

    private func failure(_ cause: String) -> SandboxError {
        .badArgument("cannot ask the sandbox at \(address):\(port): \(cause)")
    }
}
