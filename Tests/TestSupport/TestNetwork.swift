import Synchronization

/// A network `127.<octet>.0.0/16` that no other test of this process has: the next may have it when the last reference is gone.
///
/// Another process may have it: what is to listen there says so, and the test takes the next.
package final class TestNetwork: Sendable {
    /// The second octet of its addresses.
    package let octet: UInt8

    private static let taken = Mutex<Set<UInt8>>([])

    /// Takes a random one of those that are free.
    package init() {
        octet = Self.taken.withLock { taken in
            let free = (70...250).filter { !taken.contains($0) }
            let octet = free.randomElement() ?? 70
            taken.insert(octet)
            return octet
        }
    }

    deinit {
        Self.taken.withLock { _ = $0.remove(octet) }
    }

    /// How its addresses begin: `127.<octet>`.
    package var prefix: String { "127.\(octet)" }
}
