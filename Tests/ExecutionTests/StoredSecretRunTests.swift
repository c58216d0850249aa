import Document
import Planning
import Resources
import State
import Synchronization
import TestSupport
import Testing
import Tools

@testable import Execution

/// Runs that encrypt what is stored for others, or give it a new value.
struct StoredSecretRunTests {
    private let fixture: RunFixture
    private let first = AgeIdentity()
    private let second = AgeIdentity()

    init() async throws {
        fixture = try await RunFixture()
        try fixture.folder.write(String(decoding: first.fileForOwner, as: UTF8.self), to: "first.key")
        try fixture.folder.write(String(decoding: second.fileForOwner, as: UTF8.self), to: "second.key")
    }

    private func vault(_ recipients: AgeIdentity..., identity: String = "first.key") -> SecretVault {
        SecretVault(
            fixture.repository, recipients: recipients.flatMap(\.recipients), identity: fixture.folder.path(identity))
    }

    private func store(_ text: String, for vault: SecretVault) async throws {
        let changes = try await vault.changes(
            storing: Array(text.utf8), workspace: "w", name: "api-key", inDoubt: .replace)
        let note = CommitNote(subject: "Store", actor: "tester", time: 1)
        try await fixture.repository.commit(changes, note: note)
    }

    private func reencryption(to vault: SecretVault) async throws -> Plan {
        let outdated = try await vault.all().compactMap { secret in
            RecipientChange(from: secret.record?.recipients, to: vault.recipients)
        }
        let step = Step(
            address: ResourceAddress(workspace: "w", "stored-secret/api-key"), kind: .storedSecret, action: .update,
            gate: try .encryptAnew(#require(outdated.first)), timeout: .seconds(60))
        return fixture.plan([step])
    }

    private func text(_ vault: SecretVault) async throws -> String {
        String(decoding: try await vault.secret(workspace: "w", name: "api-key") ?? [], as: UTF8.self)
    }

    @Test func whatIsStoredIsEncryptedForTheOthersAndNothingElseIsRecorded() async throws {
        try await store("secret", for: vault(first))
        let both = vault(first, second)
        let plan = try await reencryption(to: both)
        #expect(try await fixture.run(plan, vault: both).status == .applied)
        #expect(try await text(vault(second, identity: "second.key")) == "secret")
        #expect(try await both.all().map(\.record?.recipients) == [both.recipients])
        // The workspace may have no specification any more: its state is not this plan's business.
        #expect(try await fixture.snapshot() == nil)
        // An interrupted run goes on with the same plan.
        let stored = try await fixture.repository.read("workspaces/w/api-key.age")
        #expect(try await fixture.run(plan, vault: both).status == .applied)
        #expect(try await fixture.repository.read("workspaces/w/api-key.age") == stored)
    }

    @Test func otherRecipientsThanThePlanShowsAreStale() async throws {
        try await store("secret", for: vault(first))
        let plan = try await reencryption(to: vault(first, second))
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(plan, vault: vault(second)) }
        #expect(error?.differences.map(\.message) == ["the recipients are not those that the plan was made for"])

        try await store("newer", for: vault(second))
        let moved = await #expect(throws: StalePlanError.self) {
            try await fixture.run(plan, vault: vault(first, second))
        }
        #expect(moved?.differences.map(\.message) == ["it is encrypted for others than the plan saw"])
        #expect(try await text(vault(second, identity: "second.key")) == "newer")
    }

    @Test func aPlanThatDoesNotShowWhoGoesIsStale() async throws {
        try await store("secret", for: vault(first, second))
        var plan = try await reencryption(to: vault(first))
        guard case .encryptAnew(var change)? = plan.steps[0].gate else {
            Issue.record("\(plan.steps)")
            return
        }
        #expect(change.removed == second.recipients && change.added.isEmpty)
        change.removed = []
        plan.steps[0].gate = .encryptAnew(change)
        let error = await #expect(throws: StalePlanError.self) { try await fixture.run(plan, vault: vault(first)) }
        #expect(error?.differences.map(\.message) == ["it is encrypted for others than the plan saw"])
        #expect(try await text(vault(second, identity: "second.key")) == "secret")
    }

    @Test func aFailureSaysNothingOfTheWorkspace() async throws {
        try await store("secret", for: vault(first))
        let both = vault(first, second, identity: "second.key")
        let plan = try await reencryption(to: both)
        let result = try await fixture.run(
            fixture.plan(plan.steps + [fixture.step("a")]), vault: both)
        #expect(result.status == .partlyApplied)
        guard case .failed(let reason)? = result.outcomes[plan.steps[0].address] else {
            Issue.record("\(result.outcomes)")
            return
        }
        #expect(reason.contains("the secret api-key of workspace w") && reason.contains("no identity matched"))
        #expect(try await fixture.snapshot()?.phase == .active)
        #expect(try await text(vault(first)) == "secret")
    }

    // MARK: New values

    /// A plan that makes a Secret with a new value in it.
    private var rotation: Plan {
        let address = RunFixture.address("a")
        var step = fixture.step("a")
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "k8s-w-w", name: "a")
        var desired = step.changes[0].item?.desired ?? .null
        desired["kind"] = "Secret"
        desired[["metadata", "annotations", Item.Mark.itemAnnotation]] = .string(key.binding)
        desired["data"] = ["key": "(sensitive)"]
        let reference = SecretReference(.generated(workspace: "w", name: "api-key"))
        let item = Item(
            key: key, desired: desired, insertions: [["data", "key"]: Insertion([.secret(reference)], isBase64: true)])
        step.changes = [
            ItemChange(
                key: key, action: .create, item: item, precondition: Precondition(.absent), leaves: item.newLeaves)
        ]
        #expect(step.address == address)
        var plan = fixture.plan([step])
        plan.rotations = [Rotation(workspace: "w", name: "api-key")]
        return plan
    }

    private struct Stored: SecretSource {
        let vault: SecretVault
        func value(of reference: SecretReference) async throws -> [UInt8]? {
            try await vault.secret(workspace: "w", name: "api-key")
        }
    }

    /// Each value is another.
    private final class Generator: Sendable {
        private let count = Mutex(0)
        func next() -> [UInt8] {
            Array("value \(count.withLock { $0 += 1; return $0 })".utf8)
        }
    }

    private var written: String? {
        fixture.world.item("a")?.value["data"]?["key"]?.string.flatMap { Base64.decode($0) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func aNewValueIsOnRecordBeforeItIsUsedAndAnInterruptedRunGoesOnWithIt() async throws {
        let vault = vault(first)
        try await store("of old", for: vault)
        let generator = Generator()
        fixture.world.refuse("a")
        let plan = rotation
        func run(_ plan: Plan) async throws -> RunResult.Status {
            try await fixture.run(plan, secrets: Stored(vault: vault), vault: vault, generate: generator.next).status
        }
        #expect(try await run(plan) == .partlyApplied)
        #expect(written == nil)
        #expect(try await text(vault) == "value 1")
        #expect(try await vault.all().first?.record?.plan == plan.digest.description)

        fixture.world.heal()
        #expect(try await run(plan) == .applied)
        #expect(written == "value 1")
        #expect(try await text(vault) == "value 1")
        #expect(try await run(plan) == .applied)
        #expect(written == "value 1", "once is enough")
    }

    @Test func theOldValueNeedNotBeOpened() async throws {
        try await store("of old", for: vault(second))
        let vault = vault(first)
        let result = try await fixture.run(
            rotation, secrets: Stored(vault: vault), vault: vault, generate: Generator().next)
        #expect(result.status == .applied)
        #expect(written == "value 1")
        #expect(try await text(vault) == "value 1")
    }
}
