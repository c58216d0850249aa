/// Sends requests over connections that are kept and shared: HTTP/2 where the server offers it and libcurl is at
/// least 8.0, otherwise HTTP/1.1.
///
/// The owner closes it. All transfers run on threads of the client's own; a call only waits for its outcome, and
/// cancelling the waiting task aborts the transfer. Redirects are not followed, so that credentials reach no host but the one
/// they are for.
package final class HTTPClient: Sendable {
    package struct Options: Sendable {
        /// More requests to one host wait for their turn; streams are not counted.
        package var maxRequestsPerHost = 16
        /// Idle connections kept for later requests, over all hosts: a run comes back to each of hundreds of tenants, and a
        /// handshake costs both sides more than the requests behind it.
        package var maxIdleConnections = 512
        /// Connections at once, over all hosts; a request beyond them waits until one is free.
        package var maxConnections = 1024
        /// On how many threads transfers run, each host always on the same one: handshakes with thousands of hosts keep a
        /// processor busy. The bounds on connections are of all of them together.
        package var threads = 1
        package var userAgent = "berth/0.1"
        /// For requests that name no proxy themselves.
        package var proxies = ProxyEnvironment.process
        /// Counts what is sent, where somebody wants to know.
        package var tally: RequestTally?

        package init() {}
    }

    private let loops: [CurlLoop]
    private let proxies: ProxyEnvironment
    private let tally: RequestTally?

    package init(_ options: Options = Options()) {
        tally = options.tally
        proxies = options.proxies
        var share = options
        let threads = max(1, min(options.threads, options.maxConnections))
        share.maxConnections = max(1, options.maxConnections / threads)
        share.maxIdleConnections = max(1, options.maxIdleConnections / threads)
        loops = (0..<threads).map { _ in CurlLoop(share) }
    }

    deinit { for loop in loops { loop.stop() } }

    /// Where a transfer runs.
    private func loop(of transfer: Transfer) -> CurlLoop {
        loops.count == 1 ? loops[0] : loops[Int(UInt(bitPattern: transfer.hostKey.hashValue) % UInt(loops.count))]
    }

    /// Fails all requests that are under way, ends the threads and waits for that.
    package func close() async {
        for loop in loops { await loop.close() }
    }

    /// Sends a request once and waits for the whole answer, whatever its status.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try await outcome(of: request).get()
    }

    func outcome(of request: HTTPRequest) async -> Result<HTTPResponse, HTTPError> {
        let receiver = WholeBody(limit: request.maxResponseBytes)
        let transfer: Transfer
        do throws(HTTPError) {
            transfer = try Transfer(request, proxies, isStream: false, receiver: receiver)
        } catch {
            return .failure(error)
        }
        tally?.count(transfer)
        let loop = loop(of: transfer)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                receiver.resume(continuation)
                loop.start(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
    }

    /// Sends a request and gives the answer's head as soon as it is there, then its body line by line.
    ///
    /// The answer has a connection of its own, so that a slow consumer holds up nobody else.
    package func lines(_ request: HTTPRequest) async throws(HTTPError) -> HTTPLines {
        let channel = LineChannel(maxLineBytes: request.maxResponseBytes)
        let transfer = try Transfer(request, proxies, isStream: true, receiver: channel)
        tally?.count(transfer)
        let loop = loop(of: transfer)
        let lease = HTTPLines.Lease(loop: loop, transfer: transfer, channel: channel)
        let head = try await withTaskCancellationHandler {
            loop.start(transfer)
            return await channel.head()
        } onCancel: {
            loop.cancel(transfer)
        }.get()
        return HTTPLines(status: head.status, headers: head.headers, lease: lease)
    }
}
