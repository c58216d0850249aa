import Tools

/// The secrets in the state repository: one age file each, at `workspaces/<id>/<name>.age`.
///
/// Nothing here writes: the changes go into the same commit as what belongs to them. No digest of a plaintext is kept;
/// whether a secret changed is only known by decrypting the stored one.
package struct SecretVault: Sendable {
    /// What to do with a stored secret that cannot be compared because there is no identity.
    package enum Doubt: Sendable {
        /// Store it again: for a secret that is known to be new.
        case replace
        /// Leave what is stored: for a secret that is known to be the same.
        case keep
    }

    private let repository: StateRepository
    private let recipients: [String]
    private let identity: String?
    private let age: Age

    /// `recipients` are the public keys to encrypt for; `identity` is the path of a private key, where there is one.
    package init(
        _ repository: StateRepository, recipients: [String], identity: String? = nil, age: Age = Age()
    ) {
        self.repository = repository
        self.recipients = recipients
        self.identity = identity
        self.age = age
    }

    /// Where a secret is stored.
    package static func path(workspace: String, name: String) throws -> String {
        for part in [workspace, name] {
            let isPlain = part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
            guard isPlain, !part.isEmpty, !part.hasPrefix(".") else {
                throw StateError(
                    .invalidName,
                    "a secret cannot be stored under the name \(workspace)/\(name): use letters, digits, - _ .")
            }
        }
        return "workspaces/\(workspace)/\(name).age"
    }

    /// What to commit so that the secret holds `plaintext`; nothing where it does already.
    package func changes(
        storing plaintext: [UInt8], workspace: String, name: String, inDoubt doubt: Doubt
    ) async throws -> [String: StateChange] {
        let path = try Self.path(workspace: workspace, name: name)
        if let stored = try await repository.read(path) {
            switch (identity, doubt) {
            case (let identity?, _):
                if try await age.decrypt(stored, identity: identity) == plaintext { return [:] }
            case (nil, .keep): return [:]
            case (nil, .replace): break
            }
        }
        guard !recipients.isEmpty else {
            throw StateError(
                .noRecipients,
                "the secret \(name) of workspace \(workspace) cannot be stored: the estate has no recipients; list "
                    + "public keys (`age-keygen -y`) in a file and name it in `encryption.recipients.file`")
        }
        return [path: .write(try await age.encrypt(plaintext, for: recipients))]
    }

    /// The secret in plain text; nil where none is stored.
    package func secret(
        workspace: String, name: String, at revision: StateRevision? = nil
    ) async throws -> [UInt8]? {
        let path = try Self.path(workspace: workspace, name: name)
        guard let stored = try await repository.read(path, at: revision) else { return nil }
        guard let identity else {
            throw StateError(
                .noIdentity,
                "the secret \(name) of workspace \(workspace) cannot be read: name the file of your private key in "
                    + "`encryption.identity.file`")
        }
        return try await age.decrypt(stored, identity: identity)
    }

    /// The names of a workspace's secrets, sorted.
    package func names(workspace: String) async throws -> [String] {
        let folder = "workspaces/\(workspace)/"
        return try await repository.list(folder).compactMap { path in
            let name = path.dropFirst(folder.count)
            return name.hasSuffix(".age") && !name.contains("/") ? String(name.dropLast(".age".count)) : nil
        }
    }
}
