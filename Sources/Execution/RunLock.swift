import Document
import Planning

/// Keeps other runs away from the groups of a plan, and makes a plan apply once.
package protocol RunLock: Sendable {
    /// Locks all groups of the plan and keeps them until `release`.
    ///
    /// Throws where another run holds one or the plan was carried out already, and `CancellationError` where the run is
    /// interrupted while it waits. When the lock is lost later, `interruption` is requested with the reason.
    func acquire(for plan: Plan, interruption: Interruption) async throws

    /// Throws where the lock is not held any more. Asks nobody, so that it can stand before each write.
    func checkHeld() throws(RunLockLoss)

    /// Ends the locks. Those of destroyed groups are removed altogether.
    ///
    /// A plan that was carried out as a whole is `finished` and does not apply again; any other may be resumed.
    func release(destroyed: Set<String>, finished: Bool) async
}
