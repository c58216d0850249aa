import Diagnostics
import Resources
import Specification
import TestSupport
import Testing
import Tools

@testable import Backends

/// Whose an age file is: of who used it first, and of whom it is bound to.
struct OwnFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A resolver for the workspaces `payments` and `analytics`, whose folders the test fills.
    private func bounded(
        _ key: AgeKey, files: [String: String] = [:], uses: [String: Set<String>] = [:], requiresBound: Bool = false,
        edit: (inout Estate) -> Void = { _ in }
    ) -> SecretResolver {
        var estate = Samples.estate([])
        estate.encryption = EncryptionSettings(
            recipients: LocalPath("recipients.txt"), requiresBound: requiresBound)
        edit(&estate)
        let workspaces = ["payments", "analytics"].map { id in
            Workspace(
                name: id, kubernetes: Workspace.Kubernetes(version: "v1.35.2"),
                integration: files[id].map {
                    Workspace.Integration(apiKey: SecretReference(.age(folder.path("workspaces/\(id)/\($0)"))))
                }, folder: folder.path("workspaces/\(id)"))
        }
        var sources = SecretResolver.Sources(
            identity: key.path, boundary: SecretBoundary(estate, workspaces: workspaces, uses: SecretUses(uses)),
            backend: { _ in FakeBackend() })
        // Many tests run at once.
        sources.age = Age(time: .seconds(300))
        return SecretResolver(sources)
    }

    private func reference(_ workspace: String, _ file: String) -> SecretReference {
        SecretReference(.age(folder.path("workspaces/\(workspace)/\(file)")), location: SecretResolverTests.location)
            .named(by: workspace)
    }

    /// Only who copied has the problem, as far as the state can tell.
    @Test(
        arguments: [
            ([:], []), (["payments": true, "analytics": false], ["payments"]), (["payments": true], ["payments"]),
            (["payments": true, "analytics": true], []), (["payments": false, "analytics": false], []),
            (["analytics": true, "payments": false], ["analytics"]),
        ] as [([String: Bool], [String])])
    func theOwnerOfACopiedFileGoesOn(_ uses: [String: Bool], opens: [String]) async throws {
        let key = try AgeKey(in: folder, named: "key")
        let file = String(decoding: try await key.encrypt("value"), as: UTF8.self)
        for workspace in ["payments", "analytics"] { try folder.write(file, to: "workspaces/\(workspace)/key.age") }
        let files = ["payments": "key.age", "analytics": "key.age"]
        let use = try #require(bounded(key, files: files).use(of: reference("payments", "key.age")))
        #expect(use.hasPrefix("age sha256:"))
        let resolver = bounded(key, files: files, uses: uses.mapValues { $0 ? [use] : [] })
        for workspace in ["payments", "analytics"] {
            if opens.contains(workspace) {
                #expect(try await resolver.value(of: reference(workspace, "key.age")) == Array("value".utf8))
            } else {
                let error = await #expect(throws: DiagnosticsError.self) {
                    try await resolver.value(of: reference(workspace, "key.age"))
                }
                #expect(error?.diagnostics.first?.message.contains("holds the same as") == true)
                #expect(error?.diagnostics.first?.notes.first?.contains("berth secret encrypt") == true)
            }
        }
    }

    @Test func onlyWhatIsOnesOwnIsRecorded() async throws {
        let key = try AgeKey(in: folder, named: "key")
        let resolver = bounded(key) { estate in
            estate.secretGrants = [SecretGrant(variables: ["SHARED_TOKEN"])]
        }
        func use(_ source: SecretReference.Source) -> String? {
            resolver.use(of: SecretReference(source).named(by: "payments"))
        }
        #expect(use(.environment("PAYMENTS_TOKEN")) == "env PAYMENTS_TOKEN")
        #expect(use(.environment("SHARED_TOKEN")) == nil && use(.environment("ANALYTICS_TOKEN")) == nil)
        #expect(use(.age(folder.path("workspaces/payments/absent.age"))) == nil)
        #expect(use(.generated(workspace: "payments", name: "api-key")) == nil)
        #expect(resolver.use(of: SecretReference(.environment("PAYMENTS_TOKEN"))) == nil)
    }

    struct Bound: Sendable, CustomTestStringConvertible {
        var name: String
        /// What stands before the value in the file.
        var header: String
        /// The workspace that names the file in its own folder; nil: the estate names it.
        var origin: String? = "payments"
        var requiresBound = false
        /// A part of the refusal; nil where it opens.
        var refusal: String?

        var testDescription: String { name }
    }

    private static let mark = "# berth.dev/secret/v1"

    @Test(arguments: [
        Bound(name: "not bound", header: ""),
        Bound(
            name: "not bound, and it must be", header: "", requiresBound: true, refusal: "is not bound to the workspace"
        ),
        Bound(name: "the estate's need not be", header: "", origin: nil, requiresBound: true),
        Bound(name: "its own", header: "\(mark) estate=loopback workspace=payments\n", requiresBound: true),
        Bound(
            name: "another's", header: "\(mark) estate=loopback workspace=analytics\n",
            refusal: "is bound to the workspace analytics"),
        Bound(
            name: "another estate's", header: "\(mark) estate=other workspace=payments\n",
            refusal: "is bound to the workspace payments (estate other)"),
        Bound(
            name: "the estate itself's", header: "\(mark) estate=loopback\n", refusal: "is bound to the estate itself"),
        Bound(name: "the estate's, named by it", header: "\(mark) estate=loopback\n", origin: nil),
        Bound(
            name: "a workspace's, named by the estate", header: "\(mark) estate=loopback workspace=payments\n",
            origin: nil, refusal: "is bound to the workspace payments"),
        Bound(
            name: "of unknown fields", header: "\(mark) estate=loopback workspace=payments name=kubeconfig\n",
            refusal: "bound in a form"),
        Bound(
            name: "of a later version", header: "# berth.dev/secret/v2 to=payments\n",
            refusal: "bound in a form that this version of berth does not know"),
        Bound(name: "of no form", header: "\(mark) payments\n", refusal: "bound in a form"),
        Bound(
            name: "twice", header: "\(mark) estate=a estate=loopback workspace=payments\n", refusal: "bound in a form"),
        Bound(
            name: "without an end", header: "\(mark) estate=loopback workspace=payments",
            refusal: "is bound to the workspace paymentsvalue"),
        Bound(name: "another comment", header: "# berth\n"),
    ])
    func aBoundFileOpensForItsWorkspaceOnly(_ test: Bound) async throws {
        let key = try AgeKey(in: folder, named: "key")
        let file = try await key.encrypt(test.header + "value\n")
        try folder.write(String(decoding: file, as: UTF8.self), to: "workspaces/payments/key.age")
        let resolver = bounded(key, requiresBound: test.requiresBound) { $0.name = "loopback" }
        let own = reference("payments", "key.age")
        let reference = test.origin == nil ? SecretReference(own.source, location: SecretResolverTests.location) : own
        guard let refusal = test.refusal else {
            let isBound = test.header.hasPrefix(Self.mark)
            let value = (isBound ? "" : test.header) + "value"
            #expect(try await resolver.value(of: reference) == Array(value.utf8))
            return
        }
        let error = await #expect(throws: DiagnosticsError.self) { try await resolver.value(of: reference) }
        #expect(error?.diagnostics.first?.message.contains(refusal) == true, "\(String(describing: error))")
        #expect(error?.diagnostics.first?.location == SecretResolverTests.location)
    }

    /// What is bound to the estate a workspace has by its grant, and not by a copy.
    @Test func aFileOfTheEstateNeedsAGrant() async throws {
        let key = try AgeKey(in: folder, named: "key")
        let file = try await key.encrypt("\(Self.mark) estate=loopback\nvalue")
        try folder.write(String(decoding: file, as: UTF8.self), to: "shared/registry.age")
        let resolver = bounded(key, requiresBound: true) { estate in
            estate.name = "loopback"
            estate.secretGrants = [SecretGrant(ageFiles: [LocalPath(folder.path("shared/"))])]
        }
        let granted = SecretReference(.age(folder.path("shared/registry.age"))).named(by: "payments")
        #expect(try await resolver.value(of: granted) == Array("value".utf8))
    }
}
