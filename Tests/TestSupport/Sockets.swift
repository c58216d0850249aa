import Glibc
import Synchronization

/// A call of the operating system that failed in a test's own server.
package struct SocketError: Error, CustomStringConvertible {
    package var description: String
}

/// The few socket calls the test servers need.
enum Sockets {
    /// A listening socket of 127.0.0.1, by default on any free port.
    static func listen(on port: UInt16 = 0) throws(SocketError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 128) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard code else {
            defer { close(descriptor) }
            throw failure("bind")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A port of 127.0.0.1 that is free and was given to nobody else here, for a program that cannot choose one itself.
    ///
    /// It lies below those that the system gives away: a connection of another test could have got one of these meanwhile.
    static func freePort() throws(SocketError) -> Int {
        var last = failure("bind")
        for _ in 0..<1_000 {
            let port = UInt16.random(in: 10_240..<32_768)
            guard given.withLock({ $0.insert(port).inserted }) else { continue }
            do throws(SocketError) {
                close(try listen(on: port).descriptor)
                return Int(port)
            } catch {
                last = error
            }
        }
        throw last
    }

    private static let given = Mutex<Set<UInt16>>([])

    /// Whether something listens on a port of 127.0.0.1.
    static func answers(_ port: UInt16) -> Bool {
        guard let descriptor = try? connect(to: port) else { return false }
        close(descriptor)
        return true
    }

    /// A connection to a port of an IPv4 address.
    static func connect(to port: UInt16, at host: String = "127.0.0.1") throws(SocketError) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, host, &address.sin_addr)
        address.sin_port = port.bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            defer { close(descriptor) }
            throw failure("connect")
        }
        return descriptor
    }

    /// Up to 64 KiB; nil at the end.
    static func read(_ descriptor: Int32) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        return bytes.isEmpty ? nil : bytes
    }

    /// False when the other end is gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes the next close send a reset.
    static func resetOnClose(_ descriptor: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    private static func failure(_ call: String) -> SocketError {
        SocketError(description: "\(call): \(String(cString: strerror(errno)))")
    }
}

/// Runs a closure on a thread of its own, for what blocks.
func runOnThread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let code = pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        }, box.toOpaque())
    if code == 0 { pthread_detach(thread) } else { box.release() }
}
