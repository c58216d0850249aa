import Tools

/// The secrets in the state repository: one age file each, at `workspaces/<id>/<name>.age`, with a `SecretRecord` beside it.
///
/// Nothing here writes: the changes go into the same commit as what belongs to them. No digest of a plaintext is kept;
/// whether a secret changed is only known by decrypting the stored one.
package struct SecretVault: Sendable {
    /// What to do with a stored secret that cannot be compared because there is no identity that opens it.
    package enum Doubt: Sendable {
        /// Store it again: for a secret that is known to be new.
        case replace
        /// Leave what is stored: for a secret that is known to be the same.
        case keep
    }

    private let repository: StateRepository
    /// The public keys to encrypt for, sorted.
    package let recipients: [String]
    private let identity: String?
    private let identityGap: String
    private let age: Age

    /// `recipients` are the public keys to encrypt for; `identity` is the path of a private key, where there is one, and
    /// `identityGap` says what to do where there is none. What is stored is the secret and nothing else, so that `age` alone
    /// brings it back.
    package init(
        _ repository: StateRepository, recipients: [String], identity: String? = nil,
        identityGap: String = "name the file of your private key in `encryption.identity.file`", age: Age = Age()
    ) {
        self.repository = repository
        self.recipients = recipients.sorted()
        self.identity = identity
        self.identityGap = identityGap
        self.age = age
    }

    /// Whether a ciphertext is one that was ever stored here, in whatever armor.
    package func hasStored(_ ciphertext: Ciphertext) async throws -> Bool {
        if try await repository.holds(ciphertext.armored) { return true }
        return try await repository.holds(ciphertext.bytes)
    }

    /// Where a secret is stored.
    package static func path(workspace: String, name: String) throws -> String {
        guard workspace.isPlainName, name.isPlainName else {
            throw StateError(
                .invalidName,
                "a secret cannot be stored under the name \(workspace)/\(name): use letters, digits, - _ .")
        }
        return "workspaces/\(workspace)/\(name)\(ending)"
    }

    /// Where the record of a secret is stored.
    static func recordPath(workspace: String, name: String) throws -> String {
        try path(workspace: workspace, name: name).dropLast(ending.count) + recordEnding
    }

    static let ending = ".age"
    static let recordEnding = ".recipients.json"

    /// What to commit so that the secret holds `plaintext`, encrypted for the recipients; nothing where that is so already.
    ///
    /// `plan` is the digest of the plan whose run made the value. Throws `StateError` where there are no recipients, and
    /// `ToolError`.
    package func changes(
        storing plaintext: [UInt8], workspace: String, name: String, inDoubt doubt: Doubt, plan: String? = nil
    ) async throws -> [String: StateChange] {
        if let stored = try await file(workspace: workspace, name: name),
            stored.record?.recipients == recipients, stored.record?.plan == plan,
            try await holds(plaintext, stored.bytes) ?? (doubt == .keep)
        {
            return [:]
        }
        return try await encrypted(plaintext, workspace: workspace, name: name, plan: plan)
    }

    /// What to commit so that a stored secret is encrypted for the recipients; nothing where it is already.
    ///
    /// Throws `StateError` where nothing is stored, or what is cannot be opened.
    package func changes(
        encryptingAnew workspace: String, name: String
    ) async throws -> [String: StateChange] {
        guard let stored = try await file(workspace: workspace, name: name) else {
            throw StateError(
                .notStored, "the secret \(name) of workspace \(workspace) is not stored any more; plan again")
        }
        if stored.record?.recipients == recipients { return [:] }
        let plaintext = try await opened(stored.bytes, workspace: workspace, name: name)
        return try await encrypted(plaintext, workspace: workspace, name: name, plan: stored.record?.plan)
    }

    /// Throws where nothing could be encrypted for the recipients: before a run writes what it has to keep secrets of.
    package func checkEncryption() async throws {
        _ = try await age.encrypt([], for: recipients)
    }

    /// The secret in plain text; nil where none is stored. Throws `StateError` where it cannot be opened: `.noIdentity`
    /// without an identity, `.notOpened` where age does not open it with the one that there is.
    package func secret(
        workspace: String, name: String, at revision: StateRevision? = nil
    ) async throws -> [UInt8]? {
        guard let bytes = try await bytes(workspace: workspace, name: name, at: revision) else { return nil }
        return try await opened(bytes, workspace: workspace, name: name, at: revision)
    }

    /// A stored secret without its content; nil where none is stored.
    package func stored(
        workspace: String, name: String, at revision: StateRevision? = nil
    ) async throws -> StoredSecret? {
        try await file(workspace: workspace, name: name, at: revision)
            .map { StoredSecret(workspace: workspace, name: name, record: $0.record) }
    }

    /// The names of a workspace's secrets, sorted.
    package func names(workspace: String, at revision: StateRevision? = nil) async throws -> [String] {
        let folder = "workspaces/\(workspace)/"
        return try await repository.list(folder, at: revision).compactMap { path in
            let name = path.dropFirst(folder.count)
            return name.hasSuffix(Self.ending) && !name.contains("/") ? String(name.dropLast(Self.ending.count)) : nil
        }
    }

    /// All secrets of all workspaces, whether these still have a specification or not, sorted.
    package func all() async throws -> [StoredSecret] {
        var files: [String: [UInt8]] = [:]
        let revision = try await repository.head()
        try await repository.eachFile(
            under: "workspaces/", at: revision,
            where: { $0.hasSuffix(Self.ending) || $0.hasSuffix(Self.recordEnding) }
        ) { path, content in files[path] = try content.get() }
        return try files.compactMap { path, bytes -> StoredSecret? in
            guard path.hasSuffix(Self.ending) else { return nil }
            let parts = path.dropLast(Self.ending.count).split(separator: "/").map(String.init)
            // What is called otherwise was put there by other hands and is nobody's secret.
            guard parts.count == 3, parts.dropFirst().allSatisfy(\.isPlainName) else { return nil }
            let record = files[try Self.recordPath(workspace: parts[1], name: parts[2])]
            return StoredSecret(
                workspace: parts[1], name: parts[2], record: record.flatMap { SecretRecord(json: $0, of: bytes) })
        }.sorted()
    }

    // MARK: Files

    private struct File {
        var bytes: [UInt8]
        var record: SecretRecord?
    }

    private func file(workspace: String, name: String, at revision: StateRevision? = nil) async throws -> File? {
        guard let bytes = try await bytes(workspace: workspace, name: name, at: revision) else { return nil }
        return File(bytes: bytes, record: try await record(of: bytes, workspace: workspace, name: name, at: revision))
    }

    private func bytes(workspace: String, name: String, at revision: StateRevision?) async throws -> [UInt8]? {
        try await repository.read(try Self.path(workspace: workspace, name: name), at: revision)
    }

    private func record(
        of bytes: [UInt8], workspace: String, name: String, at revision: StateRevision?
    ) async throws -> SecretRecord? {
        try await repository.read(try Self.recordPath(workspace: workspace, name: name), at: revision)
            .flatMap { SecretRecord(json: $0, of: bytes) }
    }

    /// Whether a file holds `plaintext`; nil where it cannot be opened.
    private func holds(_ plaintext: [UInt8], _ ciphertext: [UInt8]) async throws -> Bool? {
        guard let identity, ciphertext.isEncryptedByAge else { return nil }
        do {
            return try await age.decrypt(ciphertext, identity: identity) == plaintext
        } catch is ToolError {
            return nil
        }
    }

    private func opened(
        _ bytes: [UInt8], workspace: String, name: String, at revision: StateRevision? = nil
    ) async throws -> [UInt8] {
        guard let identity else {
            throw StateError(
                .noIdentity,
                "the secret \(name) of workspace \(workspace) cannot be read: \(identityGap)")
        }
        // age would quote what it was given.
        guard bytes.isEncryptedByAge else {
            throw StateError(
                .notOpened,
                "the secret \(name) of workspace \(workspace) cannot be opened: it is not encrypted with age")
        }
        do {
            return try await age.decrypt(bytes, identity: identity)
        } catch let error as ToolError {
            let record = try await record(of: bytes, workspace: workspace, name: name, at: revision)
            let isTried = if case .failed = error.cause { true } else { false }
            let owners = record.map {
                ", encrypted for \($0.recipients.map(SecretRecord.shortened).joined(separator: ", ")),"
            }
            throw StateError(
                isTried ? .notOpened : .notTried,
                "the secret \(name) of workspace \(workspace)\(owners ?? "") cannot be opened: \(error)")
        }
    }

    private func encrypted(
        _ plaintext: [UInt8], workspace: String, name: String, plan: String?
    ) async throws -> [String: StateChange] {
        guard !recipients.isEmpty else {
            throw StateError(
                .noRecipients,
                "the secret \(name) of workspace \(workspace) cannot be stored: the estate has no recipients; list "
                    + "public keys (`age-keygen -y`) in a file and name it in `encryption.recipients.file`")
        }
        let ciphertext = try await age.encrypt(plaintext, for: recipients)
        let record = SecretRecord(of: ciphertext, recipients: recipients, plan: plan)
        return [
            try Self.path(workspace: workspace, name: name): .write(ciphertext),
            try Self.recordPath(workspace: workspace, name: name): .write(record.json),
        ]
    }
}

extension [UInt8] {
    /// By its first bytes, binary or armored (https://age-encryption.org/v1).
    var isEncryptedByAge: Bool {
        starts(with: "age-encryption.org/v1\n".utf8) || starts(with: "-----BEGIN AGE ENCRYPTED FILE-----".utf8)
    }
}

extension String {
    /// Whether it can be a part of a path in the repository.
    var isPlainName: Bool {
        !isEmpty && !hasPrefix(".")
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
}
