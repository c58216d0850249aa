import Execution
import Kubernetes

extension LockSurvey {
    /// Throws `RunLockError` where a run that is alive holds one of some groups (nil: any of the estate), for the first of them.
    ///
    /// Alive is who renews a lease while it is watched; where `countsUnexpired`, also who holds one that is not over, as a run
    /// does that is paused or cut off. Throws what the lock cluster answers.
    static func checkFree(
        _ groups: Set<String>? = nil, of estate: String, in store: any LeaseStore, countsUnexpired: Bool
    ) async throws {
        let table = try await LockTable.read(estate, from: store)
        let isAsked = { (group: String) in groups?.contains(group) ?? true }
        // Watching takes seconds: locks of others are no reason to.
        guard table.groups.contains(where: { isAsked($0) && table.holder(of: $0) != nil }) else { return }
        let survey = try await LockSurvey.make(of: estate, from: store)
        for group in survey.table.groups where isAsked(group) {
            guard let holder = survey.table.holder(of: group) else { continue }
            guard survey.isAlive(holder) || countsUnexpired && survey.isUnexpired(holder, at: .now) else { continue }
            throw RunLockError(group: group, .heldBy(holder))
        }
    }
}
