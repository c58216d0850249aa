import Document
import FoundationEssentials
import Synchronization

/// The requests that were answered, newest last; the oldest are forgotten.
package final class RequestLog: Sendable {
    /// One answered request. `status` is 0 where the connection was reset.
    package struct Entry: Sendable {
        package var number: Int
        package var cluster: String
        package var user: String
        package var method: String
        package var path: String
        package var query: String
        package var status: Int
        package var start: Date
        package var end: Date
        /// How many requests the sandbox was answering when this one came, itself included and watches left out.
        package var inFlight: Int
        package var isWatch: Bool
        /// Nil where contents are not kept.
        package var content: Content?
    }

    /// What a request held.
    package struct Content: Sendable {
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]
    }

    /// A request that is being answered.
    package struct Ticket: Sendable {
        fileprivate let start: Date
        fileprivate let inFlight: Int
        fileprivate let isWatch: Bool
    }

    private struct State {
        var entries: [Entry] = []
        var next = 1
        var inFlight = 0
    }

    private let capacity: Int
    private let keepsContents: Bool
    private let state = Mutex(State())

    /// `keepsContents` keeps headers and bodies, too, for those who look for what must not be there.
    package init(capacity: Int = 100_000, keepsContents: Bool = false) {
        self.capacity = capacity
        self.keepsContents = keepsContents
    }

    package func begin(isWatch: Bool) -> Ticket {
        state.withLock { state in
            if !isWatch { state.inFlight += 1 }
            return Ticket(start: Date(), inFlight: state.inFlight, isWatch: isWatch)
        }
    }

    package func end(_ ticket: Ticket, _ request: WebRequest, cluster: String, user: String, status: Int) {
        state.withLock { state in
            if !ticket.isWatch { state.inFlight -= 1 }
            state.entries.append(
                Entry(
                    number: state.next, cluster: cluster, user: user, method: request.method, path: request.path,
                    query: request.query, status: status, start: ticket.start, end: Date(), inFlight: ticket.inFlight,
                    isWatch: ticket.isWatch,
                    content: keepsContents ? Content(headers: request.headers, body: request.body) : nil))
            state.next += 1
            if state.entries.count > capacity + capacity / 4 {
                state.entries.removeFirst(state.entries.count - capacity)
            }
        }
    }

    package var entries: [Entry] { state.withLock { $0.entries } }

    package func clear() {
        state.withLock { $0.entries = [] }
    }
}

extension RequestLog.Entry {
    /// One line of the log; times in seconds since 1970, the body in base64, headers in their order.
    package var json: Value {
        var json: Value = [
            "number": .integer(Int64(number)), "cluster": .string(cluster), "user": .string(user),
            "method": .string(method), "path": .string(path), "query": .string(query),
            "status": .integer(Int64(status)), "start": Value(start.timeIntervalSince1970),
            "end": Value(end.timeIntervalSince1970), "inFlight": .integer(Int64(inFlight)), "watch": .bool(isWatch),
        ]
        json["body"] = content.map { .string(Base64.encode($0.body)) }
        json["headers"] = content.map {
            .array($0.headers.map { ["name": .string($0.name), "value": .string($0.value)] })
        }
        return json
    }
}
