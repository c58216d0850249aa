import Document
import Synchronization
import TestSupport

/// A provider's API on loopback: what it keeps, and the faults that its next answers have.
final class FakeProvider: Sendable {
    struct State {
        /// What there is, by id.
        var rows: [String: Value] = [:]
        var count = 0

        mutating func nextID() -> Int {
            count += 1
            return count
        }
    }

    enum Fault: Sendable {
        /// Answered so, and not carried out.
        case answer(StubServer.Answer)
        /// Carried out, and the answer is lost.
        case lostAnswer
        case none
    }

    typealias Handler = @Sendable (StubServer.Request, inout State) -> StubServer.Answer

    private final class Contents: Sendable {
        let state = Mutex(State())
        let faults = Mutex<[(method: String, fault: Fault)]>([])
        let course = Mutex<(@Sendable (StubServer.Request, inout State) -> Void)?>(nil)

        func answer(_ request: StubServer.Request, _ handler: Handler) -> StubServer.Answer {
            let fault = faults.withLock { faults in
                faults.firstIndex { $0.method == request.method }.map { faults.remove(at: $0).fault } ?? .none
            }
            if case .answer(let answer) = fault { return answer }
            let answer = state.withLock { state in
                course.withLock { $0 }?(request, &state)
                return handler(request, &state)
            }
            if case .lostAnswer = fault { return .reset() }
            return answer
        }
    }

    private let contents: Contents
    let server: StubServer

    init(_ handler: @escaping Handler) throws {
        let contents = Contents()
        self.contents = contents
        server = try StubServer { contents.answer($0, handler) }
    }

    /// What there is, by id.
    var rows: [String: Value] {
        get { contents.state.withLock { $0.rows } }
        set { contents.state.withLock { $0.rows = newValue } }
    }

    /// The faults of the next requests of a method, one each.
    func fail(_ method: String, _ faults: Fault...) {
        contents.faults.withLock { list in list += faults.map { (method, $0) } }
    }

    /// What the provider does by itself before it answers a request.
    func runs(_ course: @escaping @Sendable (StubServer.Request, inout State) -> Void) {
        contents.course.withLock { $0 = course }
    }

    func requests(_ method: String) -> [StubServer.Request] { server.requests.filter { $0.method == method } }
}

extension StubServer.Request {
    /// The body as JSON.
    var json: Value { (try? Value(json: body)) ?? .null }

    /// The parts of the path.
    var segments: [String] { path.split(separator: "/").map(String.init) }

    /// A parameter of the query as it was sent.
    func parameter(_ name: String) -> String? {
        let query = target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        return query.split(separator: "&").first { $0.hasPrefix("\(name)=") }.map {
            String($0.dropFirst(name.count + 1))
        }
    }
}

extension StubServer.Answer {
    static func json(_ status: Int, _ value: Value, headers: [String: String] = [:]) -> StubServer.Answer {
        .response(status: status, headers: headers, body: value.json())
    }
}
