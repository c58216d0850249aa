import Diagnostics
import Document
import Glibc
import Resources
import State
import Synchronization
import TestSupport
import Testing

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
        let sources = SecretResolver.Sources(
            environment: { environment[$0] }, identity: identity, backend: { _ in cluster })
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
        #expect(try await failure(.file("\(path).absent"), resolver).message.contains("No such file"))
        #expect(try await failure(.file(folder.path), resolver).message.contains("directory"))
    }

    @Test func encryptedFilesNeedTheIdentity() async throws {
        try await Program("age-keygen")("-o", folder.path("key"))
        let recipient = try await Program("age-keygen")("-y", folder.path("key")).split(separator: "\n").joined()
        try folder.write("planted-value\n", to: "plain")
        try await Program("age")("-r", recipient, "-o", folder.path("secret.age"), folder.path("plain"))
        let reference = SecretReference.Source.age(folder.path("secret.age"))
        let value = try await resolver(identity: folder.path("key")).value(of: SecretReference(reference))
        #expect(value == Array("planted-value".utf8))
        #expect(try await failure(reference, resolver()).notes.first?.contains("encryption.identity.file") == true)
        try await Program("age-keygen")("-o", folder.path("other"))
        let wrong = try await failure(reference, resolver(identity: folder.path("other")))
        #expect(wrong.message.contains("cannot be decrypted") && !wrong.message.contains("planted"))
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
