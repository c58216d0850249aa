import Synchronization

/// Counts the requests that a client sends, each attempt, by whom they go to and what they are.
package final class RequestTally: Sendable {
    /// What a request counts as.
    package struct Entry: Sendable, Hashable {
        /// `tenant payments`; the host where the request says nothing else.
        package var place: String
        /// `list secrets`; the method where the request says nothing else.
        package var purpose: String

        package init(place: String, purpose: String) {
            self.place = place
            self.purpose = purpose
        }
    }

    private let state = Mutex<[Entry: Int]>([:])

    package init() {}

    func count(_ transfer: Transfer) {
        let entry =
            transfer.request.entry ?? Entry(place: transfer.hostKey, purpose: transfer.request.method)
        state.withLock { $0[entry, default: 0] += 1 }
    }

    /// How many there were of each.
    package var counts: [Entry: Int] { state.withLock { $0 } }
}
