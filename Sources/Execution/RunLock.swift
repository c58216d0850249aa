import Document
import Planning

/// Keeps other runs away from the groups of a plan, and makes a plan apply once.
package protocol RunLock: Sendable {
    /// Locks all groups of the plan; throws where another run holds one, or the plan was carried out already.
    func acquire(for plan: Plan) async throws

    /// Ends the locks. Those of destroyed groups are removed altogether.
    ///
    /// A plan that was carried out as a whole is `finished` and does not apply again; any other may be resumed.
    func release(destroyed: Set<String>, finished: Bool) async
}
