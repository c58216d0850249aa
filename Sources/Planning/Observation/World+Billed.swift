import Resources

extension World {
    /// A tenant that exists did not answer, with the reason.
    package struct UnansweredTenant: Error, CustomStringConvertible {
        package var description: String
    }

    /// What costs money in a tenant and would outlive it, now, whoever's it is; nothing where there is no tenant.
    ///
    /// Throws `UnansweredTenant`, and what its API server says.
    package func billed(in workspace: String, by backends: any BackendProvider) async throws -> [Observation] {
        switch leaving[workspace] ?? tenants[workspace] {
        case nil, .absent: []
        case .unreachable(let reason): throw UnansweredTenant(description: reason.description)
        case .reachable:
            try await backends.backend(for: .tenant(workspace)).billed()
        }
    }
}
