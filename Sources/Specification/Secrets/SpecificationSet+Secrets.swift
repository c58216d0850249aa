import Diagnostics

extension SpecificationSet {
    /// The secrets that workspaces name and may not use, each the problem of its workspace and of no other.
    package func secretRefusals(_ uses: SecretUses = SecretUses()) -> [Diagnostic] {
        let boundary = SecretBoundary(estate, workspaces: workspaces, uses: uses)
        return workspaces.flatMap(\.integration.secrets).compactMap(boundary.refusal)
    }
}
