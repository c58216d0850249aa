import Diagnostics
import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// A plan finds what differs in a Secret by itself, and sends none of its values anywhere.
struct PlannedSecretsTests {
    private let server = MemoryWorld(isFaithful: true)
    private static let address = ResourceAddress(workspace: "w", "application/tokens")
    private static let key = ItemKey(
        place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "k8s-w-w", name: "s")
    private static let token: Path = ["data", "token"]

    private struct Secrets: SecretSource {
        var text: String?

        func value(of reference: SecretReference) async throws -> [UInt8]? {
            guard let text else {
                throw DiagnosticsError([.error("the \(reference) is not set", notes: "export it")])
            }
            return Array(text.utf8)
        }
    }

    private static func item(type: String = "Opaque", key: String = "token") -> Item {
        let path = Path([.key("data"), .key(key)])
        let insertion = Insertion(
            [.secret(SecretReference(.environment("W_TOKEN")).named(by: "w"))], isBase64: true)
        var desired: Value = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "namespace": "k8s-w-w"],
            "type": .string(type), "data": ["network": "bmV0"],
        ]
        desired[path] = insertion.placeholder
        desired[["metadata", "labels", Item.Mark.managedByLabel]] = .string(Item.Mark.manager)
        desired[["metadata", "labels", Item.Mark.estateLabel]] = "loopback"
        desired[["metadata", "labels", Item.Mark.workspaceLabel]] = "w"
        desired[["metadata", "annotations", Item.Mark.addressAnnotation]] = .string(address.description)
        desired[["metadata", "annotations", Item.Mark.itemAnnotation]] = .string(Self.key.binding)
        return Item(key: Self.key, desired: desired, insertions: [path: insertion])
    }

    private func plan(_ item: Item = item(), with text: String?) async throws -> ItemPlanner.Outcome {
        var world = World(estate: "loopback", snapshots: [:])
        for observation in server.items { world.observations[observation.key] = observation }
        world.judge()
        let set = SpecificationSet(estate: Samples.estate([Samples.cluster("m")]))
        let planner = ItemPlanner(
            world: world, backends: server, resolver: InsertionResolver(secrets: Secrets(text: text)) { _ in nil },
            exemptions: Exemptions(set, items: [item], observations: server.items), forcesConflicts: false,
            verifiesAll: false, newNamespaces: [])
        return await planner.plan(item, of: Self.address)
    }

    private func isSentNowhere(_ text: String = "hunter2") {
        for write in server.previewed { #expect(write.body[Self.token] != .string(Base64.encode(Array(text.utf8)))) }
    }

    private func install() async throws {
        guard server.item("s") == nil else { return }
        var body = Self.item().desired
        body[Self.token] = .string(Base64.encode(Array("hunter2".utf8)))
        _ = try await server.apply(Write(key: Self.key, body: body, observed: nil))
    }

    @Test func aNewSecretIsTriedWithoutItsValue() async throws {
        let outcome = try await plan(with: "hunter2")
        #expect(outcome.problems.isEmpty)
        #expect(outcome.change.action == .create && outcome.change.verification == .server)
        #expect(server.previewed.count == 1)
        isSentNowhere()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text = "hunter2"
        /// What somebody did: the leaf and its value, nil for one that was taken away.
        var path: Path?
        var value: Value?
        /// What the specification has no more.
        var dropped: Path?
        var changes: [String: LeafChange.Reason] = [:]
    }

    @Test(arguments: [
        Case(testDescription: "nothing"),
        Case(testDescription: "another value in the specification", text: "other", changes: ["data.token": .spec]),
        Case(
            testDescription: "a value that somebody changed", path: token, value: "b3RoZXI=",
            changes: ["data.token": .drift]),
        Case(testDescription: "a key that somebody took away", path: token, changes: ["data.token": .drift]),
        Case(
            testDescription: "a key that the specification drops", dropped: ["data", "network"],
            changes: ["data.network": .spec]),
        Case(
            testDescription: "a key beside the secret one", path: ["data", "network"], value: "b3RoZXI=",
            changes: ["data.network": .drift]),
        Case(
            testDescription: "a label", path: ["metadata", "labels", Item.Mark.workspaceLabel], value: "v",
            changes: ["metadata.labels[\"berth.dev/workspace\"]": .drift]),
    ])
    func whatDiffersIsFound(_ test: Case) async throws {
        try await install()
        var item = Self.item()
        item.desired[["metadata", "annotations", Item.Mark.appliedAnnotation]] = "a"
        var body = item.desired
        body[Self.token] = .string(Base64.encode(Array("hunter2".utf8)))
        _ = try await server.apply(Write(key: Self.key, body: body, observed: server.item("s")))
        if let path = test.path { server.edit(Self.key, path, test.value) }
        if let dropped = test.dropped { item.desired[dropped] = nil }
        let outcome = try await plan(item, with: test.text)
        #expect(outcome.problems.isEmpty)
        let found = outcome.change.leaves.map { ($0.path.description, $0.reason) }
        #expect(Dictionary(found) { $1 } == test.changes, "\(outcome.change.leaves)")
        #expect(outcome.change.action == (test.changes.isEmpty ? .none : .update))
        for leaf in outcome.change.leaves where leaf.path.hasPrefix(["data"]) {
            // Whether there is a value is told, and nothing of it.
            #expect(leaf.isSensitive)
            #expect(leaf.old == (leaf.path == test.path && test.value == nil ? nil : LeafChange.hidden))
            #expect(leaf.new == (leaf.path == test.dropped ? nil : LeafChange.hidden))
        }
        isSentNowhere(test.text)
        isSentNowhere()
    }

    @Test func aSecretThatIsNotSetIsAProblemOfItsResource() async throws {
        for _ in 0..<2 {
            let outcome = try await plan(with: nil)
            #expect(outcome.problems.map(\.address) == [Self.address] && outcome.change.action == .unknown)
            #expect(outcome.change.unknownReason == "the environment variable W_TOKEN is not set")
            try await install()
        }
        #expect(server.previewed.isEmpty)
    }

    @Test func whatTheServerWouldRefuseIsToldWithoutIt() async throws {
        let item = Self.item(type: "kubernetes.io/dockerconfigjson", key: ".dockerconfigjson")
        let problem = try await plan(item, with: "hunter2").problems.first
        #expect(problem?.kind == .invalid)
        #expect(problem?.message.contains("is not a JSON object") == true)
        #expect(try await plan(item, with: #"{"auths":{}}"#).problems.isEmpty)
    }
}
