import Glibc
import TestSupport
import Testing

@testable import HTTP

@Suite struct HTTPLinesTests {
    let client = HTTPClient()

    @Test func givesLinesAsTheyArrive() async throws {
        let (first, second) = (Event(), Event())
        let server = try StubServer { _ in
            .stream { writer in
                writer.send("one\ntw")
                while !first.hasHappened { sched_yield() }
                writer.send("o\n\nthree")
                second.signal()
            }
        }
        let lines = try await client.lines(HTTPRequest("GET", server.url))
        #expect(lines.status == 200)
        var iterator = lines.makeAsyncIterator()
        #expect(try await iterator.next() == Array("one".utf8))
        first.signal()
        #expect(try await iterator.next() == Array("two".utf8))
        #expect(try await iterator.next() == [])
        #expect(try await iterator.next() == Array("three".utf8))
        #expect(try await iterator.next() == nil)
    }

    @Test func givesTheHeadOfARefusal() async throws {
        let server = try StubServer { _ in .text(410, "{\"kind\":\"Status\"}", headers: ["X": "y"]) }
        let lines = try await client.lines(HTTPRequest("GET", server.url))
        #expect(lines.status == 410)
        #expect(lines.headers["x"] == "y")
        var iterator = lines.makeAsyncIterator()
        #expect(try await iterator.next() == Array("{\"kind\":\"Status\"}".utf8))
    }

    @Test func cancellingTheConsumerAbortsTheTransfer() async throws {
        let closed = Event()
        let server = try StubServer { _ in
            .stream { writer in
                writer.send("one\n")
                writer.waitForClose()
                closed.signal()
            }
        }
        let got = Event()
        let task = Task { [client] () -> HTTPError.Kind? in
            do throws(HTTPError) {
                for try await _ in try await client.lines(HTTPRequest("GET", server.url)) { got.signal() }
                return nil
            } catch {
                return error.kind
            }
        }
        await got.wait()
        task.cancel()
        #expect(await task.value == .cancelled)
        await closed.wait()
    }

    @Test func lettingGoAbortsTheTransfer() async throws {
        let closed = Event()
        let server = try StubServer { _ in
            .stream { writer in
                writer.send("one\ntwo\n")
                writer.waitForClose()
                closed.signal()
            }
        }
        for try await _ in try await client.lines(HTTPRequest("GET", server.url)) { break }
        await closed.wait()
    }

    @Test func aTruncatedStreamEndsInAnError() async throws {
        let server = try StubServer { _ in
            .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n")
        }
        var iterator = try await client.lines(HTTPRequest("GET", server.url)).makeAsyncIterator()
        #expect(try await iterator.next() == Array("one".utf8))
        let error = await #expect(throws: HTTPError.self) { try await iterator.next() }
        #expect(error?.kind == .reset)
    }

    @Test func aSlowConsumerMakesTheServerWait() async throws {
        let line = String(repeating: "x", count: 1023) + "\n"
        let total = 16_000
        let sent = Counter()
        let server = try StubServer { _ in
            .stream { writer in
                for _ in 0..<total where writer.send(line) { sent.increment() }
            }
        }
        // How long it takes is the machine's affair.
        var request = HTTPRequest("GET", server.url)
        request.timeout = nil
        var iterator = try await client.lines(request).makeAsyncIterator()
        #expect(try await iterator.next()?.count == 1023)
        // Waits until the server gets on no more: what is on its way is bounded by the socket's and our buffers.
        var before = -1
        while sent.value != before {
            before = sent.value
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(sent.value < total)
        var count = 1
        while try await iterator.next() != nil { count += 1 }
        #expect(count == total)
    }

    @Test func refusesALineWithoutEnd() async throws {
        let server = try StubServer { _ in .stream { while $0.send(String(repeating: "x", count: 5000)) {} } }
        var request = HTTPRequest("GET", server.url)
        request.maxResponseBytes = 20_000
        var iterator = try await client.lines(request).makeAsyncIterator()
        let error = await #expect(throws: HTTPError.self) { try await iterator.next() }
        #expect(error?.kind == .tooLarge)
    }
}
