import Resources
import Specification

/// The edge that renders charts for composition.
package protocol ChartRendering: Sendable {
    /// Everything that composing the chosen workspaces needs to know of charts and their targets, which are asked
    /// through `backends` where they exist and answer. What cannot be rendered is in the result; throws where it was cancelled.
    func rendered(
        _ specification: SpecificationSet, facts: PlacementFacts, selection: GroupSelection,
        asking backends: any BackendProvider
    ) async throws -> RenderedApplications
}
