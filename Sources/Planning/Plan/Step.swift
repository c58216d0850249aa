import Diagnostics
import Document
import Resources

/// A line of a plan: one resource, what is to be done with it and why.
package struct Step: Sendable, Hashable {
    package var address: ResourceAddress
    package var kind: Resource.Kind
    package var action: Action
    /// In the reader's words: `new`, `the spec changed`, `drift`, `waits for a worker node`.
    package var reason: String
    /// The steps that must be done first; all of them are in the plan.
    package var dependencies: Set<ResourceAddress>
    /// In the order in which they are carried out.
    package var changes: [ItemChange]
    package var gate: Gate?
    package var timeout: Duration
    package var deployment: Deployment?
    /// The line of the specification it comes from.
    package var location: SourceLocation?

    package init(
        address: ResourceAddress, kind: Resource.Kind, action: Action, reason: String = "",
        dependencies: Set<ResourceAddress> = [], changes: [ItemChange] = [], gate: Gate? = nil,
        timeout: Duration = .seconds(300), deployment: Deployment? = nil, location: SourceLocation? = nil
    ) {
        self.address = address
        self.kind = kind
        self.action = action
        self.reason = reason
        self.dependencies = dependencies
        self.changes = changes
        self.gate = gate
        self.timeout = timeout
        self.deployment = deployment
        self.location = location
    }
}
