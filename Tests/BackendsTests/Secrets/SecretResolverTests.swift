import Diagnostics
import Document
import Foundation
import Glibc
import Resources
import Specification
import State
import Synchronization
import TestSupport
import Testing
import Tools

@testable import Backends

struct SecretResolverTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    static let location = SourceLocation(file: "specs/estate.yaml", line: 7, column: 12)

    func resolver(
        _ environment: [String: String] = [:], identity: String? = nil, cluster: FakeBackend = FakeBackend(),
        warn: @escaping @Sendable (Diagnostic) -> Void = { _ in }
    ) -> SecretResolver {
        let workspaces = ["payments", "analytics"].map {
            Workspace(
                name: $0, kubernetes: Workspace.Kubernetes(version: "v1.35.2"), folder: folder.path("workspaces/\($0)"))
        }
        let sources = SecretResolver.Sources(
            environment: { environment[$0] }, identity: identity,
            boundary: SecretBoundary(Samples.estate([]), workspaces: workspaces), backend: { _ in cluster })
        return SecretResolver(sources, warn: warn)
    }

    func failure(_ source: SecretReference.Source, _ resolver: SecretResolver) async throws -> Diagnostic {
        let error = await #expect(throws: DiagnosticsError.self) {
            try await resolver.value(of: SecretReference(source, location: Self.location))
        }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.location == Self.location)
        return diagnostic
    }

    @Test func environmentVariables() async throws {
        let resolver = resolver(["TOKEN": "t0ken", "EMPTY": ""])
        #expect(try await resolver.value(of: SecretReference(.environment("TOKEN"))) == Array("t0ken".utf8))
        let unset = try await failure(.environment("ABSENT"), resolver)
        #expect(unset.message == "the environment variable ABSENT is not set")
        #expect(try await failure(.environment("EMPTY"), resolver).message.contains("is empty"))
    }

    @Test(arguments: [
        ("value\n", "value"), ("value\r\n", "value"), ("two\nlines\n\n", "two\nlines\n"), ("bare", "bare"),
    ])
    func filesLoseTheirLastLineEnd(text: String, value: String) async throws {
        let path = try folder.write(text, to: "token")
        #expect(try await resolver().value(of: SecretReference(.file(path))) == Array(value.utf8))
    }

    @Test func filesThatAllCanReadAreWarnedOf() async throws {
        let seen = Collected()
        let path = try folder.write("value", to: "token")
        chmod(path, 0o600)
        let resolver = resolver(["HOME": folder.path]) { seen.add($0) }
        _ = try await resolver.value(of: SecretReference(.file(path)))
        #expect(seen.all.isEmpty)
        chmod(path, 0o644)
        _ = try await resolver.value(of: SecretReference(.file("~/token"), location: Self.location))
        #expect(seen.all.count == 1 && seen.all.first?.location == Self.location)
        #expect(seen.all.first?.notes == ["chmod 600 \(path)"])
        #expect(try await failure(.file("\(path).absent"), resolver).message.contains("no such file"))
        #expect(try await failure(.file(folder.path), resolver).message.contains("a folder"))
    }

    /// Whoever can read the state could bring what it holds, or held, as a file of their own.
    @Test func whatTheStateHoldsIsNobodysFile() async throws {
        let recipient = try AgeKey(in: folder, named: "key").recipient
        let repository = try await StateRepository.open(at: folder.path("state.git"))
        let note = CommitNote(subject: "Store", actor: "tester", time: 1_764_000_000)
        let stored = try await Age().encrypt(Array("kubeconfig of w2".utf8), for: [recipient])
        try await repository.commit(["workspaces/w2/kubeconfig.age": .write(stored)], note: note)
        try await repository.commit(["workspaces/w2/kubeconfig.age": .delete], note: note)
        let own = try await Age().encrypt(Array("own".utf8), for: [recipient])
        let workspace = Workspace(
            name: "w1", kubernetes: Workspace.Kubernetes(version: "v1.35.2"), folder: folder.path("workspaces/w1"))
        let resolver = SecretResolver(
            SecretResolver.Sources(
                identity: folder.path("key"), vault: SecretVault(repository, recipients: [recipient]),
                boundary: SecretBoundary(Samples.estate([]), workspaces: [workspace]),
                backend: { _ in FakeBackend() }))
        for (name, bytes) in [("copy", stored), ("binary", Ciphertext(stored).bytes), ("own", own)] {
            try folder.write("", to: "workspaces/w1/\(name).age")
            let path = folder.path("workspaces/w1/\(name).age")
            try Data(bytes).write(to: URL(filePath: path))
            let reference = SecretReference(.age(path)).named(by: "w1")
            if name == "own" {
                #expect(try await resolver.value(of: reference) == Array("own".utf8))
            } else {
                let error = await #expect(throws: DiagnosticsError.self) { try await resolver.value(of: reference) }
                #expect(error?.description.contains("holds the same as a secret in the state") == true, "\(name)")
            }
        }
    }

    @Test func encryptedFilesNeedTheIdentity() async throws {
        let recipient = try AgeKey(in: folder, named: "key").recipient
        try folder.write("planted-value\n", to: "plain")
        try await Program("age")("-r", recipient, "-o", folder.path("secret.age"), folder.path("plain"))
        let reference = SecretReference.Source.age(folder.path("secret.age"))
        let value = try await resolver(identity: folder.path("key")).value(of: SecretReference(reference))
        #expect(value == Array("planted-value".utf8))
        #expect(try await failure(reference, resolver()).notes.first?.contains("encryption.identity.file") == true)
        let other = try AgeKey(in: folder, named: "other").path
        let wrong = try await failure(reference, resolver(identity: other))
        #expect(wrong.message.contains("cannot be decrypted") && !wrong.message.contains("planted"))
    }

    @Test func workspacesReadTheirOwnAndNothingElse() async throws {
        let recipient = try AgeKey(in: folder, named: "key").recipient
        try folder.write("value\n", to: "plain")
        for file in ["workspaces/payments/own.age", "workspaces/analytics/theirs.age", "outside.age"] {
            try folder.write("", to: file)
            try await Program("age")("-r", recipient, "-o", folder.path(file), folder.path("plain"))
        }
        for (link, target) in [
            ("payments/link.age", "own.age"), ("payments/theirs.age", "../analytics/theirs.age"),
            ("payments/out.age", folder.path("outside.age")), ("payments/folder", "../analytics"),
            ("payments/environ.age", "/proc/self/environ"), ("shop", "analytics"),
        ] {
            #expect(symlink(target, folder.path("workspaces/\(link)")) == 0)
        }
        let resolver = resolver(["PAYMENTS_TOKEN": "t0ken", "ANALYTICS_TOKEN": "theirs"], identity: folder.path("key"))
        func value(_ source: SecretReference.Source, for workspace: String = "payments") async throws -> [UInt8]? {
            try await resolver.value(of: SecretReference(source).named(by: workspace))
        }
        func file(_ name: String) -> SecretReference.Source { .age(folder.path("workspaces/\(name)")) }
        #expect(try await value(.environment("PAYMENTS_TOKEN")) == Array("t0ken".utf8))
        for name in ["payments/own.age", "payments/link.age", "payments/../payments/own.age"] {
            #expect(try await value(file(name)) == Array("value".utf8))
        }
        // Read by the estate before, it is not the workspace's for that.
        _ = try await resolver.value(of: SecretReference(file("analytics/theirs.age")))
        _ = try await resolver.value(of: SecretReference(.environment("ANALYTICS_TOKEN")))
        for source in [
            .environment("ANALYTICS_TOKEN"), .age(folder.path("outside.age")), .file(folder.path("plain")),
            .generated(workspace: "analytics", name: "api-key"),
        ] + ["analytics/theirs.age", "payments/../analytics/theirs.age"].map(file) {
            let error = await #expect(throws: DiagnosticsError.self) { try await value(source) }
            #expect(error?.diagnostics.first?.message.contains("may not use") == true, "\(source)")
        }
        for name in [
            "payments/theirs.age", "payments/out.age", "payments/folder/theirs.age",
            "payments/folder/../analytics/theirs.age",
            "payments/environ.age",
        ] {
            let error = await #expect(throws: DiagnosticsError.self) { try await value(file(name)) }
            #expect(error?.diagnostics.first?.message.contains("leads out of its folder") == true, "\(name)")
        }
        // Its own folder is a link to another's.
        let error = await #expect(throws: DiagnosticsError.self) {
            let shop = Workspace(
                name: "shop", kubernetes: Workspace.Kubernetes(version: "v1.35.2"),
                folder: folder.path("workspaces/shop"))
            var sources = SecretResolver.Sources(
                identity: folder.path("key"), boundary: SecretBoundary(Samples.estate([]), workspaces: [shop]),
                backend: { _ in FakeBackend() })
            sources.home = nil
            return try await SecretResolver(sources).value(
                of: SecretReference(file("shop/theirs.age")).named(by: "shop"))
        }
        #expect(error?.diagnostics.first?.message.contains("leads out of its folder") == true)
    }

    @Test func aCopyOfAnothersFileIsNotOpened() async throws {
        let recipient = try AgeKey(in: folder, named: "key").recipient
        try folder.write("value\n", to: "plain")
        func encrypt(_ name: String, _ options: String...) async throws {
            try folder.write("", to: name)
            try await Program("age")(options + ["-r", recipient, "-o", folder.path(name), folder.path("plain")])
        }
        for name in ["estate.age", "workspaces/analytics/key.age", "workspaces/payments/own.age"] {
            try await encrypt(name)
        }
        try await encrypt("workspaces/analytics/armored.age", "-a")
        func workspace(_ id: String, _ files: String...) -> Workspace {
            let references = files.map { SecretReference(.age(folder.path("workspaces/\(id)/\($0)"))) }
            return Workspace(
                name: id, kubernetes: Workspace.Kubernetes(version: "v1.35.2"),
                integration: Workspace.Integration(hcloudToken: references[0], apiKey: references[1]),
                folder: folder.path("workspaces/\(id)"))
        }
        var estate = Samples.estate([])
        estate.computeProviders[0].token = SecretReference(.age(folder.path("estate.age")))
        let boundary = SecretBoundary(
            estate,
            workspaces: [workspace("analytics", "key.age", "armored.age"), workspace("payments", "own.age", "own.age")])
        let resolver = SecretResolver(
            SecretResolver.Sources(identity: folder.path("key"), boundary: boundary, backend: { _ in FakeBackend() }))
        func value(_ name: String, _ workspace: String = "payments") async throws -> [UInt8]? {
            let path = folder.path("workspaces/\(workspace)/\(name)")
            return try await resolver.value(of: SecretReference(.age(path)).named(by: workspace))
        }
        #expect(try await value("own.age") == Array("value".utf8))
        #expect(try await value("armored.age", "analytics") == Array("value".utf8))
        let armor = try await Program("cat")(folder.path("workspaces/analytics/armored.age"))
        let binary = try Data(contentsOf: URL(filePath: folder.path("workspaces/analytics/key.age")))
        try folder.write("\n" + armor.replacing("\n", with: "\r\n"), to: "workspaces/payments/rewritten.age")
        try folder.write(
            "-----BEGIN AGE ENCRYPTED FILE-----\n\(binary.base64EncodedString(options: .lineLength64Characters))\n"
                + "-----END AGE ENCRYPTED FILE-----\n", to: "workspaces/payments/armored.age")
        try FileManager.default.copyItem(
            atPath: folder.path("estate.age"), toPath: folder.path("workspaces/payments/copy.age"))
        for name in ["copy.age", "armored.age", "rewritten.age"] {
            let error = await #expect(throws: DiagnosticsError.self) { try await value(name) }
            #expect(error?.diagnostics.first?.message.contains("holds the same as") == true, "\(name)")
        }
    }

    @Test func keysOfSecretsInAManagementCluster() async throws {
        let key = ItemKey(
            place: .management("fsn1-a"), apiVersion: "v1", kind: "Secret", namespace: "ops", name: "tokens")
        let cluster = FakeBackend([Observation(key: key, value: ["data": ["hcloud": "dmFsdWU="]])])
        let resolver = resolver(cluster: cluster)
        func source(_ name: String, _ key: String) -> SecretReference.Source {
            .clusterSecret(cluster: "fsn1-a", namespace: "ops", name: name, key: key)
        }
        for _ in 0..<2 {
            #expect(try await resolver.value(of: SecretReference(source("tokens", "hcloud"))) == Array("value".utf8))
        }
        #expect(cluster.observations.value == 1, "a reference is read once")
        #expect(try await failure(source("tokens", "hclod"), resolver).notes == ["did you mean the key hcloud?"])
        #expect(try await failure(source("absent", "hcloud"), resolver).message.contains("does not exist"))
    }

    @Test func generatedSecretsComeFromTheVault() async throws {
        let reference = SecretReference(.generated(workspace: "payments", name: "api-key"))
        #expect(try await resolver().value(of: reference) == nil)
        let made = (0..<100).compactMap { _ in GeneratedSecret.make().exposedText }
        #expect(Set(made).count == 100)
        for text in made {
            #expect(text.utf8.count == 43)
            #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }
}

/// Findings from several tasks.
private final class Collected: Sendable {
    private let list = Mutex<[Diagnostic]>([])

    var all: [Diagnostic] { list.withLock { $0 } }

    func add(_ diagnostic: Diagnostic) { list.withLock { $0.append(diagnostic) } }
}

/// A backend that only shows what it was given.
final class FakeBackend: Backend {
    private let items: [Observation]
    /// How often it was asked.
    let observations = Counter()

    init(_ items: [Observation] = []) { self.items = items }

    func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        observations.increment()
        return Survey(items.filter { named.contains($0.key) })
    }

    func read(_ key: ItemKey) async throws -> Observation? {
        observations.increment()
        return items.first { $0.key == key }
    }

    func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] { [:] }

    func billed() async throws -> [Observation] { [] }

    func preview(_ write: Write) async throws -> Preview { .accepted(write.body) }

    func apply(_ write: Write) async throws -> Observation { Observation(key: write.key, value: write.body) }

    func delete(_ observation: Observation) async throws -> Bool { true }

    func condition(of observation: Observation) -> ItemCondition { .ready }

    func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? { items.first { $0.key == key } }
}
