import Diagnostics
import Resources
import State
import Testing

@testable import Planning

/// What is planned for secrets that are encrypted for others than the recipients of the estate.
struct ReencryptionTests {
    typealias Opening = StoredSecrets.Opening

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// For whom it is encrypted; nil: not recorded.
        var old: [String]? = ["age1a"]
        var new = ["age1a", "age1b"]
        var name = "api-key"
        var opening = Opening.opens
        /// What the plan does with the store of kubeconfigs; nil: it has no such step.
        var store: Action?
        var isRenewed = false
        /// The action of the step for the secret; nil: there is none.
        var action: Action?
        /// The action of the step that stores kubeconfigs, afterwards.
        var storeAfter: Action?
        var says: [String] = []
        var remarks: [String] = []
    }

    @Test(arguments: [
        Case("somebody comes", action: .update, says: ["adds age1b"]),
        Case(
            "somebody goes", old: ["age1a", "age1b"], new: ["age1a"], action: .update, says: ["removes age1b"],
            remarks: ["age1b could open w/api-key until now", "`berth secret rotate w api-key`"]),
        Case(
            "one for another", old: ["age1b"], new: ["age1a"], action: .update, says: ["adds age1a, removes age1b"],
            remarks: ["age1b could open"]),
        Case("not recorded", old: nil, action: .update, says: ["is not recorded"]),
        Case("nobody changes", old: ["age1a", "age1b"]),
        Case("no identity", opening: .hasNoIdentity, action: .defer, says: ["waits for a run with an identity"]),
        Case(
            "another identity", old: ["age1b"], new: ["age1a"], opening: .fails("the secret api-key of workspace w …"),
            action: .unknown,
            says: ["it cannot be: the secret api-key of workspace w", "`berth secret rotate w api-key`"]),
        Case("no age", opening: .isNotTried("age is not installed"), action: .unknown, says: ["age is not installed"]),
        Case(
            "a kubeconfig and no age", name: "kubeconfig", opening: .isNotTried("age is not installed"),
            store: Action.none,
            action: .unknown, storeAfter: Action.none),
        Case("a new value is made anyway", isRenewed: true),
        Case("a kubeconfig", name: "kubeconfig", store: Action.none, action: .update, storeAfter: Action.none),
        Case("a kubeconfig that is stored anyway", name: "kubeconfig", store: .update, storeAfter: .update),
        Case(
            "a kubeconfig that is not opened", name: "kubeconfig", opening: .fails("…"), store: Action.none,
            storeAfter: .update, says: ["adds age1b; what is stored cannot be opened, and is made anew"]),
        Case(
            "a kubeconfig without an identity", name: "kubeconfig", opening: .hasNoIdentity, store: Action.none,
            storeAfter: .update),
        Case(
            "a kubeconfig that cannot be made anew", name: "kubeconfig", opening: .hasNoIdentity, store: .unknown,
            action: .defer, storeAfter: .unknown),
        Case(
            "a kubeconfig nobody has a specification for", name: "kubeconfig", opening: .fails("the secret kubeconfig"),
            action: .unknown, says: ["the secret kubeconfig"]),
        Case(
            "the certificate of a kubeconfig", old: ["age1a", "age1b"], new: ["age1a"], name: "kubeconfig",
            action: .update,
            remarks: ["until its certificate ends"]),
    ])
    func oneSecret(_ one: Case) async throws {
        let record = one.old.map { SecretRecord(of: [1], recipients: $0) }
        let stored = StoredSecrets(
            recipients: one.new, secrets: [StoredSecret(workspace: "w", name: one.name, record: record)]
        ) { _ in one.opening }
        let steps = one.store.map { action in
            [Step(address: ResourceAddress(workspace: "w", "kubeconfig-store"), kind: .kubeconfigStore, action: action)]
        }
        let place = SourceLocation(file: "specs/estate.yaml", line: 7, column: 3)
        let result = Reencryption(location: place).added(
            to: steps ?? [], for: try await stored.outdated(of: .all, parallelism: 2),
            renewed: one.isRenewed ? [Rotation(workspace: "w", name: one.name)] : [])
        let step = result.steps.first { $0.kind == .storedSecret }
        #expect(step?.action == one.action)
        #expect(step == nil || step?.address.description == "w/stored-secret/\(one.name)")
        #expect(step?.isReencryption ?? false == (one.action == .update))
        #expect(step == nil || step?.location == place)
        #expect(result.steps.first { $0.kind == .kubeconfigStore }?.action == one.storeAfter)
        let told = result.steps.map(\.reason).joined(separator: "\n")
        for part in one.says { #expect(told.contains(part), "\(told)") }
        #expect(result.remarks.count == (one.remarks.isEmpty ? 0 : 1), "\(result.remarks)")
        for part in one.remarks { #expect(result.remarks.first?.contains(part) == true, "\(result.remarks)") }
    }

    @Test func onlyWhatIsOutdatedIsOpened() async throws {
        let secrets = ["a", "b", "c"].map { name in
            StoredSecret(
                workspace: "w", name: name,
                record: SecretRecord(of: [1], recipients: name == "b" ? ["age1b"] : ["age1a"]))
        }
        let stored = StoredSecrets(recipients: ["age1a"], secrets: secrets) { secret in
            #expect(secret.name == "b")
            return .opens
        }
        #expect(try await stored.outdated(of: .all, parallelism: 2).map(\.secret.name) == ["b"])
        #expect(try await stored.outdated(of: .workspaces(["v"]), parallelism: 2).isEmpty)
    }

    @Test func withoutRecipientsNothingIsEncryptedAnew() async throws {
        let stored = StoredSecrets(recipients: [], secrets: [StoredSecret(workspace: "w", name: "a")])
        #expect(try await stored.outdated(of: .all, parallelism: 2).isEmpty)
    }

    @Test func manyNamesAreCounted() {
        let outdated = (0..<7).compactMap { number in
            RecipientChange(from: ["age1a", "age1b"], to: ["age1a"]).map {
                StoredSecrets.Outdated(StoredSecret(workspace: "w\(number)", name: "api-key"), $0, .opens)
            }
        }
        let result = Reencryption(location: nil).added(to: [], for: outdated)
        #expect(result.steps.count == 7)
        #expect(result.remarks.first?.contains("w0/api-key, w1/api-key, w2/api-key, w3/api-key and 3 more") == true)
    }
}

extension ReencryptionTests.Case {
    fileprivate init(
        _ testDescription: String, old: [String]? = ["age1a"], new: [String] = ["age1a", "age1b"],
        name: String = "api-key",
        opening: ReencryptionTests.Opening = .opens, store: Action? = nil, isRenewed: Bool = false,
        action: Action? = nil,
        storeAfter: Action? = nil, says: [String] = [], remarks: [String] = []
    ) {
        self.testDescription = testDescription
        (self.old, self.new, self.name, self.opening) = (old, new, name, opening)
        (self.store, self.isRenewed, self.action, self.storeAfter) = (store, isRenewed, action, storeAfter)
        (self.says, self.remarks) = (says, remarks)
    }
}
