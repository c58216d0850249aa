import Diagnostics
import Document
import Glibc
import Resources
import Specification
import State
import Tools

/// Finds the values that secret references stand for; each is read once.
///
/// Errors name the reference and the line that holds it, never the value.
package actor SecretResolver: SecretSource {
    /// What the resolver reads from.
    package struct Sources: Sendable {
        /// A variable of the process; nil where it is not set.
        package var environment: @Sendable (String) -> String?
        /// What `~/` stands for.
        package var home: String?
        /// The file of the estate's age identity, where there is one.
        package var identity: String?
        /// What to do where there is none.
        package var identityGap: String
        package var age = Age()
        /// The backend of a management cluster.
        package var backend: @Sendable (Place) async throws -> any Backend
        /// Where generated secrets are kept; nil keeps none.
        package var vault: SecretVault?
        /// What the specifications of workspaces may name.
        package var boundary: SecretBoundary

        package init(
            environment: @escaping @Sendable (String) -> String? = Self.processEnvironment, identity: String? = nil,
            identityGap: String = "name the file of your private key in encryption.identity.file",
            vault: SecretVault? = nil, boundary: SecretBoundary,
            backend: @escaping @Sendable (Place) async throws -> any Backend
        ) {
            self.environment = environment
            self.home = environment("HOME")
            self.identity = identity
            self.identityGap = identityGap
            self.vault = vault
            self.boundary = boundary
            self.backend = backend
        }

        /// The variables of this process.
        package static let processEnvironment: @Sendable (String) -> String? = { name in
            getenv(name).map { String(cString: $0) }
        }
    }

    private let sources: Sources
    private let warn: @Sendable (Diagnostic) -> Void
    private var values: [Reading: Task<Secret, any Error>] = [:]

    private var ciphertexts: Ciphertexts?

    /// What was read, and for whom: what the estate may read, a workspace may not.
    private struct Reading: Hashable {
        var source: SecretReference.Source
        var origin: SecretReference.Origin
    }

    /// `warn` is told of files that others can read.
    package init(_ sources: Sources, warn: @escaping @Sendable (Diagnostic) -> Void = { _ in }) {
        self.sources = sources
        self.warn = warn
    }

    /// The value of a reference; nil for a generated one that does not exist yet or that cannot be read for want of an
    /// identity. Throws for what a workspace may not name, wherever the reference comes from.
    package func secret(_ reference: SecretReference) async throws -> Secret? {
        if let refusal = sources.boundary.refusal(of: reference) { throw DiagnosticsError([refusal]) }
        if case .generated(let workspace, let name) = reference.source {
            do {
                return try await sources.vault?.secret(workspace: workspace, name: name).map { Secret($0) }
            } catch let error as StateError where error.reason == .noIdentity {
                return nil
            }
        }
        let wanted = Reading(source: reference.source, origin: reference.origin)
        if let known = values[wanted], case .success(let secret) = await known.result { return secret }
        let reading = Task { try await read(reference) }
        values[wanted] = reading
        return try await withTaskCancellationHandler {
            try await reading.value
        } onCancel: {
            reading.cancel()
        }
    }

    package func value(of reference: SecretReference) async throws -> [UInt8]? {
        try await secret(reference)?.exposed
    }

    /// How the state names that a workspace uses a secret of its own; nil for what is not its own, or cannot be read.
    package nonisolated func use(of reference: SecretReference) -> String? {
        guard sources.boundary.isOwn(reference) else { return nil }
        switch reference.source {
        case .environment(let name): return SecretUses.variable(name)
        case .age(let path):
            guard case .success(let file) = SecretFile.read(LocalPath(path).resolved(home: sources.home)) else {
                return nil
            }
            return SecretUses.file(Ciphertexts.digest(of: file.bytes))
        case .file, .clusterSecret, .generated: return nil
        }
    }

    // MARK: Reading

    private func read(_ reference: SecretReference) async throws -> Secret {
        let secret: Secret
        switch reference.source {
        case .environment(let name):
            guard let text = sources.environment(name) else {
                throw Self.error(reference, "is not set", note: "export \(name) before running berth")
            }
            secret = Secret(text)
        case .file(let path): secret = Secret(try contents(path, reference, isPlain: true).withoutLastLineEnd)
        case .age(let path): secret = Secret(try await decrypt(path, reference).withoutLastLineEnd)
        case .clusterSecret(let cluster, let namespace, let name, let key):
            let object = ItemKey(
                place: .management(cluster), apiVersion: "v1", kind: "Secret", namespace: namespace, name: name)
            secret = try await read(key, of: object, reference)
        case .generated: throw Self.error(reference, "does not exist")
        }
        guard !secret.isEmpty else { throw Self.error(reference, "is empty") }
        return secret
    }

    private func contents(_ path: String, _ reference: SecretReference, isPlain: Bool) throws -> [UInt8] {
        let path = try bounded(resolved(path), reference)
        switch SecretFile.read(path) {
        case .failure(let failure): throw Self.error(reference, "cannot be read: \(failure.reason)")
        case .success(let file):
            if isPlain, file.isWorldReadable {
                warn(
                    .warning(
                        "\(reference) can be read by every user of this machine", at: reference.location,
                        notes: "chmod 600 \(path)"))
            }
            return file.bytes
        }
    }

    private func decrypt(_ path: String, _ reference: SecretReference) async throws -> [UInt8] {
        let ciphertext = try contents(path, reference, isPlain: false)
        if case .workspace = reference.origin { try await refuseCopy(ciphertext, reference) }
        guard let identity = sources.identity else {
            throw Self.error(
                reference, "cannot be decrypted: there is no identity", note: sources.identityGap)
        }
        do {
            let plaintext = try await sources.age.decrypt(ciphertext, identity: resolved(identity))
            try checkBinding(of: plaintext, reference)
            return Array(SecretBinding.value(of: plaintext))
        } catch let error as ToolError {
            throw Self.error(reference, "cannot be decrypted: \(error)")
        }
    }

    /// Throws where a file is bound to another than who names it, or to nobody where the estate demands that.
    private func checkBinding(of plaintext: [UInt8], _ reference: SecretReference) throws {
        let binding: SecretBinding?
        do throws(SecretBinding.Unreadable) {
            binding = try SecretBinding.read(plaintext)
        } catch {
            throw Self.error(reference, "\(error)")
        }
        let boundary = sources.boundary
        guard let binding else {
            guard boundary.requiresBound, case .workspace(let id) = reference.origin else { return }
            throw Self.error(
                reference, "is not bound to the workspace, and the estate demands it",
                note: "`berth secret encrypt \(id)` makes such a file of the value on its standard input")
        }
        let isMeant =
            switch (binding.workspace, reference.origin) {
            case (let id?, .workspace(let other)): id == other
            // What is for the estate itself a workspace has by its grant only.
            case (nil, .workspace): !boundary.isOwn(reference)
            case (nil, .estate): true
            case (_?, .estate): false
            }
        guard isMeant, binding.estate == boundary.estateName else {
            throw Self.error(
                reference, "is bound to \(binding.subject) and opens for nobody else",
                note: "encrypt the secret anew with `berth secret encrypt`, for whom it is")
        }
    }

    /// Throws where a workspace's file is a copy of one that it may not name, or of what Berth itself stored for anybody.
    private func refuseCopy(_ ciphertext: [UInt8], _ reference: SecretReference) async throws {
        if try await sources.vault?.hasStored(Ciphertext(ciphertext)) == true {
            throw Self.error(
                reference, "holds the same as a secret in the state repository",
                note: "encrypt the workspace's own secret")
        }
        let known = ciphertexts ?? Ciphertexts(of: sources.boundary.ageFiles, home: sources.home)
        ciphertexts = known
        for path in known.paths(of: ciphertext) {
            var original = reference
            original.source = .age(path)
            guard sources.boundary.refusal(of: original) != nil,
                !sources.boundary.isOriginal(Ciphertexts.digest(of: ciphertext), of: reference, asAt: path)
            else { continue }
            throw Self.error(
                reference, "holds the same as the age file \(path), which is not the workspace's",
                note:
                    "encrypt the workspace's own secret, with `berth secret encrypt`: then no copy opens for anybody else"
            )
        }
    }

    private func read(_ key: String, of object: ItemKey, _ reference: SecretReference) async throws -> Secret {
        let secret: Observation?
        do {
            secret = try await sources.backend(object.place).read(object)
        } catch let error as BackendError {
            throw Self.error(reference, "cannot be read: \(error)")
        }
        guard let data = secret?.value["data"] else {
            throw Self.error(reference, "cannot be read: the secret does not exist")
        }
        guard let text = data[key]?.string else {
            let note = key.nearest(among: data.object?.keys ?? []).map { "did you mean the key \($0)?" }
            throw Self.error(reference, "cannot be read: the secret has no such key", note: note)
        }
        guard let bytes = Base64.decode(text) else { throw Self.error(reference, "holds no base64") }
        return Secret(bytes)
    }

    /// The path of what is to be opened; throws where links lead a workspace's reference out of what it may name.
    private func bounded(_ path: String, _ reference: SecretReference) throws -> String {
        guard let bounds = sources.boundary.bounds(of: reference) else { return path }
        do throws(FileSourceError) {
            return try bounds.realPath(of: path, home: sources.home)
        } catch {
            throw Self.error(
                reference, "cannot be read: \(error)",
                note: error == .leavesRoot ? "links may only lead to what the workspace may name itself" : nil)
        }
    }

    private func resolved(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = sources.home else { return path }
        return home + path.dropFirst()
    }

    private static func error(
        _ reference: SecretReference, _ reason: String, note: String? = nil
    ) -> DiagnosticsError {
        DiagnosticsError([
            Diagnostic(.error, "the \(reference) \(reason)", at: reference.location, notes: note.map { [$0] } ?? [])
        ])
    }
}

extension [UInt8] {
    /// Without the line end that editors put at the end of a file.
    fileprivate var withoutLastLineEnd: [UInt8] {
        guard last == 0x0A else { return self }
        return Array(dropLast(suffix(2).first == 0x0D && count > 1 ? 2 : 1))
    }
}
