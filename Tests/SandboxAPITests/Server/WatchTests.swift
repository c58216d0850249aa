import Document
import Testing

@testable import SandboxAPI

@Suite("Watches")
struct WatchTests {
    private let server: TestServer

    init() throws { server = try TestServer() }

    /// The first events of a watch.
    private func events(_ count: Int, of target: String) async throws -> [Value] {
        let response = server.server.respond(to: APIRequest(method: "GET", target: target))
        guard case .stream(let stream) = response.body else { return [] }
        var events: [Value] = []
        for await line in stream {
            events.append(try Value(json: line))
            if events.count == count { break }
        }
        return events
    }

    @Test("A version that is no longer known is answered with 410 in the stream")
    func expired() async throws {
        let version = server.server.resourceVersion
        server.createConfigMap("a")
        server.createConfigMap("b")
        server.server.forgetHistory()
        let events = try await events(1, of: TestServer.collection + "?watch=1&resourceVersion=\(version)")
        #expect(events.first?["type"] == "ERROR")
        #expect(events.first?["object"]?["code"] == 410)
    }

    @Test("The list as events ends with a marked bookmark")
    func initialEvents() async throws {
        server.createConfigMap("a")
        let events = try await events(
            2,
            of: TestServer.collection
                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")
        #expect(events.map { $0["type"] } == ["ADDED", "BOOKMARK"])
        let metadata = events.last?["object"]?["metadata"]
        #expect(metadata?["annotations"]?["k8s.io/initial-events-end"] == "true")
        #expect(metadata?["resourceVersion"]?.string == String(server.server.resourceVersion))
    }

    /// Whoever ends a task holds its lock, and whoever writes holds the server's: neither may wait for the other's.
    @Test("Watchers go away while objects are written", .timeLimit(.minutes(5)))
    func watchersGoWhileObjectsAreWritten() async throws {
        let server = try TestServer()
        server.createConfigMap("a")
        let writes = Task.detached {
            for count in 0..<1000 {
                server.send(
                    "PATCH", TestServer.collection + "/a", ["data": ["n": .string("\(count)")]],
                    type: "application/merge-patch+json")
            }
        }
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<250 {
                        let response = server.server.respond(
                            to: APIRequest(method: "GET", target: TestServer.collection + "?watch=true", headers: []))
                        guard case .stream(let stream) = response.body else { return }
                        let reader = Task { for await _ in stream {} }
                        await Task.yield()
                        reader.cancel()
                        await reader.value
                    }
                }
            }
        }
        await writes.value
    }
}
