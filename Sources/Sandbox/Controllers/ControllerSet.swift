/// Which controllers work on the management clusters.
package enum ControllerSet: String, Sendable, CaseIterable {
    /// Those of a Kubernetes cluster, and Kamaji with its webhook.
    case all
    /// Those of a Kubernetes cluster alone.
    case core
    /// None but the one that establishes definitions, which is a real API server's own: an API server by itself.
    case none
}
