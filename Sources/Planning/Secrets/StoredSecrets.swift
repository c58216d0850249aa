import Resources
import State

/// What the state repository has encrypted, and for whom it shall be: what re-encryption is planned from.
package struct StoredSecrets: Sendable {
    /// Whether a stored secret can be opened here.
    package enum Opening: Sendable, Hashable {
        case opens
        /// There is no identity to open it with.
        case hasNoIdentity
        /// The identity does not open it, in words that name the secret.
        case fails(String)
        /// age cannot be run: nothing can be encrypted then, either.
        case isNotTried(String)
    }

    /// The public keys of the estate, sorted; empty where it names none, and nothing is encrypted anew then.
    package var recipients: [String]
    private let read: @Sendable () async throws -> [StoredSecret]
    private let open: @Sendable (StoredSecret) async throws -> Opening

    /// `open` tries a secret; it is asked of those only that are to be encrypted anew.
    package init(
        recipients: [String] = [], secrets: [StoredSecret] = [],
        open: @escaping @Sendable (StoredSecret) async throws -> Opening = { _ in .opens }
    ) {
        self.init(recipients: recipients, read: { secrets }, open: open)
    }

    private init(
        recipients: [String], read: @escaping @Sendable () async throws -> [StoredSecret],
        open: @escaping @Sendable (StoredSecret) async throws -> Opening
    ) {
        self.recipients = recipients
        self.read = read
        self.open = open
    }

    /// What a vault holds, and for whom: read when it is asked for.
    package init(of vault: SecretVault) {
        self.init(recipients: vault.recipients, read: vault.all) { secret in
            do {
                _ = try await vault.secret(workspace: secret.workspace, name: secret.name)
                return .opens
            } catch let error as StateError {
                switch error.reason {
                case .noIdentity: return .hasNoIdentity
                case .notOpened: return .fails("\(error)")
                case .notTried: return .isNotTried("\(error)")
                default: throw error
                }
            }
        }
    }

    /// A secret that is encrypted for others than it shall be.
    package struct Outdated: Sendable, Hashable {
        package var secret: StoredSecret
        package var change: RecipientChange
        package var opening: Opening

        package init(_ secret: StoredSecret, _ change: RecipientChange, _ opening: Opening) {
            self.secret = secret
            self.change = change
            self.opening = opening
        }
    }

    /// The secrets of the chosen workspaces that are encrypted for others than they shall be, in their order.
    func outdated(of selection: GroupSelection, parallelism: Int) async throws -> [Outdated] {
        guard !recipients.isEmpty else { return [] }
        let open = open
        return try await read().compactMap { secret -> (StoredSecret, RecipientChange)? in
            guard selection.contains(secret.workspace) else { return nil }
            return RecipientChange(from: secret.record?.recipients, to: recipients).map { (secret, $0) }
        }.concurrentMap(limit: parallelism) { Outdated($0.0, $0.1, try await open($0.0)) }
    }
}
