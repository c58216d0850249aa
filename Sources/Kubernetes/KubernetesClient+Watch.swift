import Document
import HTTP

/// A change that a watch reports.
package enum WatchEvent: Sendable, Hashable {
    case added(Value)
    case modified(Value)
    case deleted(Value)
    /// Nothing changed for the selection up to this version.
    case bookmark(resourceVersion: String)
    /// The version watched from is too old: list again.
    case expired
}

extension KubernetesClient {
    /// The changes after a version, until the server ends the watch (after `timeout`) or the consumer goes.
    ///
    /// The end of the sequence is normal: watch again from the last version seen.
    package func watch(
        _ kind: GroupVersionKind, _ selection: ObjectSelection = ObjectSelection(), from resourceVersion: String,
        timeout: Duration = .seconds(300)
    ) async throws(KubernetesError) -> WatchEvents {
        let resource = try await resource(for: kind)
        var call = APICall(selection.operation("watch", kind), path: resource.path(namespace: selection.namespace))
        call.query =
            selection.query + [
                ("watch", "true"), ("resourceVersion", resourceVersion), ("allowWatchBookmarks", "true"),
                ("timeoutSeconds", "\(max(1, timeout.components.seconds))"),
            ]
        var request = try request(for: call, as: try await credentials(for: call))
        // The server should end it; where it does not, the connection is dead.
        request.timeout = timeout + options.timeout
        let lines: HTTPLines
        var refusal: HTTPResponse?
        do throws(HTTPError) {
            lines = try await http.lines(request)
            if lines.status != 200 { refusal = try await lines.collected() }
        } catch {
            throw self.error(call, .transport(error))
        }
        if let refusal { throw error(call, .status(StatusFailure(refusal, now: environment.now()))) }
        return WatchEvents(lines: lines, client: self, call: call)
    }
}

/// The events of one watch, for one consumer; it ends when the consumer's task is cancelled or lets go of it.
package struct WatchEvents: AsyncSequence, Sendable {
    package typealias Element = WatchEvent
    package typealias Failure = KubernetesError

    let lines: HTTPLines
    let client: KubernetesClient
    let call: APICall

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(lines: lines.makeAsyncIterator(), client: client, call: call)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        var lines: HTTPLines.AsyncIterator
        let client: KubernetesClient
        let call: APICall

        /// The next event; nil when the server ended the watch.
        package mutating func next() async throws(KubernetesError) -> WatchEvent? {
            try await next(isolation: nil)
        }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(KubernetesError) -> WatchEvent? {
            while true {
                let line: [UInt8]?
                do throws(HTTPError) {
                    line = try await lines.next(isolation: actor)
                } catch {
                    throw client.error(call, .transport(error))
                }
                guard let line else { return nil }
                if let event = try event(line) { return event }
            }
        }

        /// Nil for lines and kinds of events that mean nothing here.
        private func event(_ line: [UInt8]) throws(KubernetesError) -> WatchEvent? {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { return nil }
            let value: Value
            do {
                value = try Value(json: line)
            } catch {
                throw client.error(call, .garbage("\(error)"))
            }
            guard let type = value["type"]?.string, let object = value["object"] else {
                throw client.error(call, .garbage("it is not a watch event"))
            }
            switch type {
            case "ADDED": return .added(object)
            case "MODIFIED": return .modified(object)
            case "DELETED": return .deleted(object)
            case "BOOKMARK": return .bookmark(resourceVersion: object.metadata.resourceVersion ?? "")
            case "ERROR":
                guard let failure = StatusFailure(object) else {
                    throw client.error(call, .garbage("its error is not a Status"))
                }
                if failure.code == 410 { return .expired }
                throw client.error(call, .status(failure))
            default: return nil
            }
        }
    }
}

extension HTTPLines {
    /// The whole answer, for a refusal.
    fileprivate func collected() async throws(HTTPError) -> HTTPResponse {
        var response = HTTPResponse(status: status, headers: headers)
        var iterator = makeAsyncIterator()
        while let line = try await iterator.next() { response.body += line + [UInt8(ascii: "\n")] }
        return response
    }
}
