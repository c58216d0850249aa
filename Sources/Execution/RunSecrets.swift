import Resources
import State

/// The secrets of a run: those that exist, and generated ones, which are committed encrypted before they are first used.
actor RunSecrets: SecretSource {
    private let source: any SecretSource
    private let vault: SecretVault
    private let generate: @Sendable () -> [UInt8]
    private let commit: @Sendable ([String: StateChange], String) async throws -> Void
    private var generated: [SecretReference.Source: Task<[UInt8], any Error>] = [:]

    /// `commit` makes a commit of its own of changes, with a subject.
    init(
        _ source: any SecretSource, vault: SecretVault, generate: @escaping @Sendable () -> [UInt8],
        commit: @escaping @Sendable ([String: StateChange], String) async throws -> Void
    ) {
        self.source = source
        self.vault = vault
        self.generate = generate
        self.commit = commit
    }

    func value(of reference: SecretReference) async throws -> [UInt8]? {
        try await source.value(of: reference)
    }

    /// Makes the secrets of an item that do not exist yet; a secret wanted twice at once is made once.
    func prepare(_ item: Item, observed: Observation?) async throws {
        for (path, insertion) in item.insertions.sorted(by: { $0.key < $1.key }) {
            for secret in insertion.secrets {
                guard case .generated(let workspace, let name) = secret.source else { continue }
                // What stands in the world stays, even where there is no identity to read the stored copy with.
                if observed?.value[path] != nil { continue }
                if generated[secret.source] == nil, try await source.value(of: secret) != nil { continue }
                let task = generated[secret.source] ?? Task { try await make(workspace, name) }
                generated[secret.source] = task
                _ = try await task.value
            }
        }
    }

    /// The value of a secret that this run made, which may not be readable again for want of an identity.
    func made(_ reference: SecretReference) async throws -> [UInt8]? {
        try await generated[reference.source]?.value
    }

    private func make(_ workspace: String, _ name: String) async throws -> [UInt8] {
        let value = generate()
        let changes = try await vault.changes(storing: value, workspace: workspace, name: name, inDoubt: .replace)
        try await commit(changes, "Keep the generated secret \(name) of \(workspace)")
        return value
    }
}

/// Gives what a run generated, and everything else from where it was.
struct RunSecretSource: SecretSource {
    let secrets: RunSecrets

    func value(of reference: SecretReference) async throws -> [UInt8]? {
        if let made = try await secrets.made(reference) { return made }
        return try await secrets.value(of: reference)
    }
}
