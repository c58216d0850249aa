/// What all clusters of a sandbox share.
package struct ClusterContext: Sendable {
    package var journal: Journal
    package var faults: FaultPlan
    package var log: RequestLog
    package var controllers: ControllerSet
    package var pace: Pace
    package var addresses: AddressPool

    package init(
        journal: Journal, faults: FaultPlan, log: RequestLog, controllers: ControllerSet, pace: Pace,
        addresses: AddressPool
    ) {
        self.journal = journal
        self.faults = faults
        self.log = log
        self.controllers = controllers
        self.pace = pace
        self.addresses = addresses
    }
}
