import Document
import Resources
import TestSupport
import Testing

@testable import Planning

/// A dry run with placeholders says what one with the secrets would say, and holds none of them.
struct DryRunTests {
    private let world = MemoryWorld(isFaithful: true)
    private static let token: Path = ["data", "token"]
    private static let secret = ItemKey(
        place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "n", name: "s")
    private let real = Value.string(Base64.encode(Array("hunter2".utf8)))
    private let placeholder = Value.string(Base64.encode(Array(SecretPlaceholder.text.utf8)))

    private func body(_ token: Value, label: Value = "a") -> Value {
        [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "labels": ["l": label]],
            "data": ["token": token],
        ]
    }

    private var dryRun: DryRun { DryRun(by: world, placeholders: [Self.token: placeholder]) }

    private func existing() async throws -> Observation {
        try await world.apply(Write(key: Self.secret, body: body(real), observed: nil))
    }

    private func isSentNowhere() {
        #expect(!world.previewed.isEmpty)
        for write in world.previewed { #expect(write.body[Self.token] == placeholder) }
    }

    @Test func aCreationIsAnsweredWithTheSecretItself() async throws {
        guard
            case .accepted(let result) = try await dryRun.preview(
                Write(key: Self.secret, body: body(real), observed: nil))
        else {
            Issue.record("not accepted")
            return
        }
        #expect(result[Self.token] == real)
        isSentNowhere()
    }

    @Test func whatAdmissionMakesOfItIsNotHidden() async throws {
        world.admit { $0[Self.token] = "b3RoZXI=" }
        guard
            case .accepted(let result) = try await dryRun.preview(
                Write(key: Self.secret, body: body(real), observed: nil))
        else {
            Issue.record("not accepted")
            return
        }
        #expect(result[Self.token] == "b3RoZXI=")
        isSentNowhere()
    }

    @Test(arguments: [true, false])
    func whatOthersOwnWithTheSameValueIsNoConflict(_ isSame: Bool) async throws {
        _ = try await existing()
        world.edit(Self.secret, Self.token, isSame ? real : "b3RoZXI=", as: "helper")
        let observed = world.item("s")
        let preview = try await dryRun.preview(
            Write(key: Self.secret, body: body(real, label: "b"), observed: observed))
        switch preview {
        case .accepted(let result): #expect(isSame && result[Self.token] == real)
        case .conflicts(let conflicts):
            #expect(!isSame && conflicts == [FieldConflict(path: Self.token, manager: "helper")])
        default: Issue.record("\(preview)")
        }
        isSentNowhere()
    }

    @Test func aRealConflictBesideAFeignedOneIsTheOnlyOneTold() async throws {
        _ = try await existing()
        world.edit(Self.secret, Self.token, real, as: "helper")
        world.edit(Self.secret, ["metadata", "labels", "l"], "theirs", as: "helper")
        var write = Write(key: Self.secret, body: body(real), observed: world.item("s"))
        guard case .conflicts(let conflicts) = try await dryRun.preview(write) else {
            Issue.record("no conflict")
            return
        }
        #expect(conflicts.map(\.path) == [["metadata", "labels", "l"]])
        write.forced = [Path(["metadata", "labels", "l"].map(Path.Component.key))]
        guard case .accepted = try await dryRun.preview(write) else {
            Issue.record("not accepted")
            return
        }
        isSentNowhere()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fields: [String]?
        var isImmutable = false
        var changesSecret = true
        var isRefused: Bool
    }

    @Test(arguments: [
        Case(testDescription: "a policy", fields: nil, isRefused: false),
        Case(testDescription: "the value", fields: ["data[token]"], isRefused: false),
        Case(testDescription: "the value, as apply writes it", fields: [".data.token"], isRefused: false),
        Case(testDescription: "a label", fields: ["metadata.labels"], isRefused: true),
        Case(testDescription: "the object as a whole", fields: [], isRefused: true),
        Case(
            testDescription: "immutable, and the same", fields: ["data"], isImmutable: true, changesSecret: false,
            isRefused: false),
        Case(testDescription: "immutable, and another", fields: ["data"], isImmutable: true, isRefused: true),
    ])
    func aRefusalForThePlaceholdersSakeIsNone(_ test: Case) async throws {
        _ = try await existing()
        if test.isImmutable { world.edit(Self.secret, ["immutable"], true) }
        world.refusePreviews(Refusal("no", fields: test.fields))
        let wanted: Value = test.changesSecret ? "b3RoZXI=" : real
        let preview = try await dryRun.preview(
            Write(key: Self.secret, body: body(wanted), observed: world.item("s")))
        switch preview {
        case .rejected: #expect(test.isRefused)
        case .unverifiable(let reason): #expect(!test.isRefused && reason.hasSuffix("refused: no"))
        default: Issue.record("\(preview)")
        }
        isSentNowhere()
    }
}
