import Glibc
import Resources

/// Asks a name server over TCP, many questions on one connection (RFC 7766): nothing is cut off, and nothing lost.
struct NameServerConnection: NameServer {
    private let server: APIEndpoint
    private let patience: Duration

    /// `patience` bounds the connection and each hundred questions.
    init(_ server: APIEndpoint, patience: Duration = .seconds(10)) {
        self.server = server
        self.patience = patience
    }

    var address: String { server.description }

    func answers(to questions: [NameQuestion]) async throws -> [NameAnswer] {
        guard !questions.isEmpty else { return [] }
        return try await NameServerThread.shared.run { [server, patience] in
            var answers: [NameAnswer] = []
            let socket = try NameServerSocket(server, deadline: .now + patience)
            for start in stride(from: 0, to: questions.count, by: Self.window) {
                let part = questions[start..<min(start + Self.window, questions.count)]
                answers += try socket.answers(to: Array(part), deadline: .now + patience)
            }
            return answers
        }
    }

    /// So many questions are under way at once: their answers fit into the buffers of any system.
    private static let window = 100
}

/// Where the calls that block are made.
private actor NameServerThread {
    static let shared = NameServerThread()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private let executor = BlockingExecutor(label: "berth.dns.name-server")

    func run<Result: Sendable>(_ body: @Sendable () throws -> Result) throws -> Result { try body() }
}

/// A connection to a name server, closed with this object.
private final class NameServerSocket {
    private let descriptor: Int32
    private let purpose: Purpose

    init(_ server: APIEndpoint, deadline: ContinuousClock.Instant) throws(BackendError) {
        purpose = Purpose("ask", "the name server \(server)")
        descriptor = try Self.connected(to: server, deadline, purpose)
    }

    deinit { close(descriptor) }

    /// The first of a server's addresses that takes the connection; throws what the last one said.
    private static func connected(
        to server: APIEndpoint, _ deadline: ContinuousClock.Instant, _ purpose: Purpose
    ) throws(BackendError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(server.host, "\(server.port)", &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard status == 0 else {
            throw purpose.error(.unreachable, "its name cannot be resolved: \(String(cString: gai_strerror(status)))")
        }
        var error = purpose.error(.unreachable, "its name has no address")
        var next = list
        while let address = next?.pointee {
            next = address.ai_next
            let type = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = socket(address.ai_family, type, 0)
            guard descriptor >= 0 else {
                error = failure(purpose, errno)
                continue
            }
            do throws(BackendError) {
                try connect(descriptor, to: address, deadline, purpose)
                return descriptor
            } catch let refusal {
                close(descriptor)
                error = refusal
            }
        }
        throw error
    }

    private static func connect(
        _ descriptor: Int32, to address: addrinfo, _ deadline: ContinuousClock.Instant, _ purpose: Purpose
    ) throws(BackendError) {
        guard Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 else { return }
        guard errno == EINPROGRESS else { throw failure(purpose, errno) }
        try wait(for: POLLOUT, on: descriptor, deadline, purpose)
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        guard code == 0 else { throw failure(purpose, code) }
    }

    /// Sends the questions and reads as many answers, in whatever order they come (RFC 7766, 7).
    func answers(
        to questions: [NameQuestion], deadline: ContinuousClock.Instant
    ) throws(BackendError) -> [NameAnswer] {
        var outgoing: [UInt8] = []
        for (index, question) in questions.enumerated() {
            let message = NameMessage.bytes(of: question, id: UInt16(index))
            outgoing += [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
        }
        try send(outgoing, deadline)
        var answers: [Int: NameAnswer] = [:]
        while answers.count < questions.count {
            let head = try receive(2, deadline)
            let message = try receive(Int(head[0]) << 8 | Int(head[1]), deadline)
            guard let id = NameMessage.id(of: message).map(Int.init), id < questions.count, answers[id] == nil,
                let answer = NameMessage.answer(in: message, to: questions[id])
            else { throw purpose.error(.invalidAnswer, "its answer cannot be read") }
            answers[id] = answer
        }
        return questions.indices.compactMap { answers[$0] }
    }

    private func send(_ bytes: [UInt8], _ deadline: ContinuousClock.Instant) throws(BackendError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EINTR {
                try Self.wait(for: POLLOUT, on: descriptor, deadline, purpose)
            } else {
                throw Self.failure(purpose, errno)
            }
        }
    }

    private func receive(_ size: Int, _ deadline: ContinuousClock.Instant) throws(BackendError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < size {
            var buffer = [UInt8](repeating: 0, count: size - bytes.count)
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                bytes += buffer.prefix(count)
            } else if count == 0 {
                throw purpose.error(.unreachable, "it ended the connection")
            } else if errno == EAGAIN || errno == EINTR {
                try Self.wait(for: POLLIN, on: descriptor, deadline, purpose)
            } else {
                throw Self.failure(purpose, errno)
            }
        }
        return bytes
    }

    private static func wait(
        for events: Int32, on descriptor: Int32, _ deadline: ContinuousClock.Instant, _ purpose: Purpose
    ) throws(BackendError) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
            guard milliseconds > 0 else { throw purpose.error(.timeout, "it does not answer in time") }
            var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let count = poll(&request, 1, Int32(clamping: milliseconds))
            if count > 0 { return }
            guard count == 0 || errno == EINTR else { throw failure(purpose, errno) }
        }
    }

    private static func failure(_ purpose: Purpose, _ code: Int32) -> BackendError {
        purpose.error(.unreachable, "it cannot be reached: \(String(cString: strerror(code)))")
    }
}
