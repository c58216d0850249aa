/// An answer that arrives line by line, for one consumer.
///
/// The transfer is aborted when the consuming task is cancelled or the sequence and its iterator are let go. A consumer
/// that is behind makes the server wait; at most some lines are kept in memory.
package struct HTTPLines: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = HTTPError

    package let status: Int
    package let headers: HTTPHeaders
    let lease: Lease

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(lease: lease)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let lease: Lease

        /// The next line without its line feed; nil at the end of a complete answer.
        package mutating func next() async throws(HTTPError) -> [UInt8]? {
            try await next(isolation: nil)
        }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(HTTPError) -> [UInt8]? {
            let lease = lease
            return try await withTaskCancellationHandler {
                await lease.channel.next { lease.loop.resume(lease.transfer) }
            } onCancel: {
                lease.loop.cancel(lease.transfer)
            }.get()
        }
    }

    /// Keeps a transfer going as long as somebody can take its lines.
    final class Lease: Sendable {
        let loop: CurlLoop
        let transfer: Transfer
        let channel: LineChannel

        init(loop: CurlLoop, transfer: Transfer, channel: LineChannel) {
            self.loop = loop
            self.transfer = transfer
            self.channel = channel
        }

        deinit { loop.cancel(transfer) }
    }
}
