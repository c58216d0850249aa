import Diagnostics
import Resources
import Testing

@testable import Specification

/// No workspace may name another's secrets, the estate's, or those of the surroundings.
struct SecretBoundaryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var workspace: String
        var source: SecretReference.Source
        var isAllowed: Bool

        var testDescription: String { "\(workspace) and the \(SecretReference(source)) \(isAllowed)" }

        static func allowed(_ workspace: String, _ source: SecretReference.Source) -> Case {
            Case(workspace: workspace, source: source, isAllowed: true)
        }

        static func refused(_ workspace: String, _ source: SecretReference.Source) -> Case {
            Case(workspace: workspace, source: source, isAllowed: false)
        }
    }

    static let workspaces = [
        "pay", "pay-ments", "payments", "payments-test", "root", "hcloud", "berth", "github", "shared", "gh", "npm",
        "vault", "ghost",
    ]

    static func estate(_ edit: (String) -> String = { $0 }) throws -> SpecificationSet {
        var fixture = Fixture()
        fixture[Fixture.estate] += edit(
            """
              secretGrants:
                - workspaces: [payments]
                  env: [ROOT_KUBECONFIG, SHARED_TOKEN, TEAM_*]
                  files: [/run/secrets/payments, /run/shared/]
                  age: [shared/registry.age, ../vault/]
                  secrets: [{cluster: root-1, namespace: vault, name: tokens, key: hcloud}]
                - workspaces: all
                  env: [COMMON_TOKEN, GITHUB_*]
                  secrets: [{cluster: pool-1, namespace: common, name: registry}]

            """)
        for id in workspaces {
            fixture["specs/workspaces/\(id).yaml"] = """
                apiVersion: berth.dev/v1alpha1
                kind: Workspace
                metadata: {name: \(id)}
                spec: {computeProviderType: hetzner_cloud, kubernetes: {version: v1.35.2}}

                """
        }
        return try SpecificationLoader(source: fixture, version: "1").load()
    }

    static let variables: [Case] = [
        .allowed("payments", .environment("PAYMENTS_HCLOUD_TOKEN")), .allowed("pay", .environment("PAY_TOKEN")),
        .refused("pay", .environment("PAYMENTS_TOKEN")), .refused("payments", .environment("PAY_TOKEN")),
        .refused("pay-ments", .environment("PAY_MENTS_TOKEN")), .refused("pay", .environment("PAY_MENTS_TOKEN")),
        .refused("pay-ments", .environment("PAY_TOKEN")), .refused("pay-ments", .environment("PAYMENTS_TOKEN")),
        .refused("payments-test", .environment("PAYMENTS_TEST_TOKEN")),
        .refused("payments", .environment("PAYMENTS_TEST_TOKEN")),
        .allowed("payments", .environment("PAYMENTS_TESTED")),
        .refused("payments", .environment("PAYMENTS")), .refused("payments", .environment("payments_token")),
        .refused("payments", .environment("PAYMENTSX_TOKEN")), .refused("payments", .environment("X_PAYMENTS_TOKEN")),
        .refused("payments", .environment("HCLOUD_TOKEN")), .refused("hcloud", .environment("HCLOUD_TOKEN")),
        .refused("root", .environment("ROOT_KUBECONFIG")), .allowed("root", .environment("ROOT_TOKEN")),
        .refused("berth", .environment("BERTH_STATE_TOKEN")), .refused("github", .environment("GITHUB_TOKEN")),
        .refused("gh", .environment("GH_TOKEN")), .refused("npm", .environment("NPM_TOKEN")),
        .refused("vault", .environment("VAULT_TOKEN")), .allowed("ghost", .environment("GHOST_TOKEN")),
        .allowed("payments", .environment("ROOT_KUBECONFIG")), .allowed("payments", .environment("SHARED_TOKEN")),
        .allowed("payments", .environment("TEAM_A")), .refused("pay", .environment("TEAM_A")),
        .refused("payments", .environment("SHARED_TOKEN_2")), .allowed("pay", .environment("COMMON_TOKEN")),
        .allowed("shared", .environment("SHARED_TOKEN")),
    ]

    static let files: [Case] = [
        .allowed("payments", .age("specs/workspaces/payments/hcloud.age")),
        .allowed("payments", .age("specs/workspaces/payments/deep/er/hcloud.age")),
        .allowed("payments", .age("specs/workspaces/./payments//hcloud.age")),
        .allowed("payments", .age("specs/workspaces/pay/../payments/hcloud.age")),
        .refused("payments", .age("specs/workspaces/payments")),
        .refused("payments", .age("specs/workspaces/payments/")),
        .refused("payments", .age("specs/workspaces/hcloud.age")),
        .refused("payments", .age("specs/workspaces/payments-test/hcloud.age")),
        .refused("payments", .age("specs/workspaces/payments.age")),
        .refused("pay", .age("specs/workspaces/payments/hcloud.age")),
        .refused("payments", .age("specs/workspaces/payments/../pay/hcloud.age")),
        .refused("payments", .age("specs/workspaces/payments/../../workspaces/pay/hcloud.age")),
        .refused("payments", .age("../specs/workspaces/payments/hcloud.age")),
        .refused("payments", .age("/specs/workspaces/payments/hcloud.age")),
        .refused("payments", .age("~/specs/workspaces/payments/hcloud.age")),
        .refused("payments", .file("specs/workspaces/payments/hcloud")), .refused("payments", .file("/etc/passwd")),
        .allowed("payments", .file("/run/secrets/payments")), .allowed("payments", .file("/run/secrets/./payments")),
        .refused("payments", .file("/run/secrets/payments/x")), .refused("payments", .file("/run/secrets/other")),
        .refused("payments", .age("/run/secrets/payments")), .refused("pay", .file("/run/secrets/payments")),
        .allowed("payments", .file("/run/shared/a/b")), .refused("payments", .file("/run/shared")),
        .refused("payments", .file("/run/shared/../secrets/x")), .refused("payments", .file("/run/shared-not/x")),
        .allowed("payments", .age("specs/shared/registry.age")), .allowed("payments", .age("vault/x.age")),
        .refused("payments", .age("vaults/x.age")), .refused("payments", .file("vault/x.age")),
    ]

    static let others: [Case] = [
        .allowed(
            "payments", .clusterSecret(cluster: "root-1", namespace: "vault", name: "tokens", key: "hcloud")),
        .refused("payments", .clusterSecret(cluster: "root-1", namespace: "vault", name: "tokens", key: "other")),
        .refused("payments", .clusterSecret(cluster: "pool-1", namespace: "vault", name: "tokens", key: "hcloud")),
        .refused("payments", .clusterSecret(cluster: "root-1", namespace: "vault", name: "tokens2", key: "hcloud")),
        .refused("pay", .clusterSecret(cluster: "root-1", namespace: "vault", name: "tokens", key: "hcloud")),
        .allowed("pay", .clusterSecret(cluster: "pool-1", namespace: "common", name: "registry", key: "any")),
        .refused(
            "payments",
            .clusterSecret(
                cluster: "pool-1", namespace: "k8s-w-payments", name: "payments-admin-kubeconfig", key: "admin.conf")),
        .allowed("payments", .generated(workspace: "payments", name: "api-key")),
        .refused("payments", .generated(workspace: "pay", name: "api-key")),
    ]

    @Test(arguments: variables + files + others)
    func nobodyReachesAnothersSecrets(_ test: Case) throws {
        let set = try Self.estate()
        let boundary = SecretBoundary(set.estate, workspaces: set.workspaces)
        let refusal = boundary.refusal(of: SecretReference(test.source).named(by: test.workspace))
        #expect((refusal == nil) == test.isAllowed, "\(String(describing: refusal))")
        #expect(boundary.refusal(of: SecretReference(test.source)) == nil, "the estate may name all")
    }

    /// What the state knows of `PAY_MENTS_TOKEN`, which fits two workspaces, and who may name it then.
    struct Undecided: Sendable, CustomTestStringConvertible {
        var name: String
        var uses: [String: Set<String>]
        var specified = ["pay", "pay-ments"]
        var owner: String?

        var testDescription: String { name }
    }

    private static let use = SecretUses.variable("PAY_MENTS_TOKEN")

    @Test(arguments: [
        Undecided(name: "nothing is known", uses: [:], owner: nil),
        Undecided(name: "the longer id is new", uses: ["pay": [use]], owner: "pay"),
        Undecided(name: "the shorter id is new", uses: ["pay-ments": [use]], owner: "pay-ments"),
        Undecided(name: "one exists and never used it", uses: ["pay": []], owner: "pay"),
        Undecided(name: "the newcomer exists by now", uses: ["pay": [use], "pay-ments": []], owner: "pay"),
        Undecided(name: "both exist, none uses it", uses: ["pay": [], "pay-ments": []], owner: nil),
        Undecided(name: "both use it", uses: ["pay": [use], "pay-ments": [use]], owner: nil),
        Undecided(name: "another variable is used", uses: ["pay": ["env PAY_X"], "pay-ments": []], owner: nil),
        Undecided(
            name: "its user has no specification any more", uses: ["pay-ments": [use]], specified: ["pay"],
            owner: "pay-ments"),
        Undecided(name: "there is no other", uses: [:], specified: ["pay"], owner: "pay"),
    ])
    func aVariableGoesToNoNewcomer(_ test: Undecided) throws {
        let set = try Self.estate()
        let boundary = SecretBoundary(
            set.estate, workspaces: set.workspaces.filter { test.specified.contains($0.id) },
            uses: SecretUses(test.uses))
        for id in test.specified {
            let token = SecretReference(.environment("PAY_MENTS_TOKEN")).named(by: id)
            let refusal = boundary.refusal(of: token)
            #expect((refusal == nil) == (id == test.owner), "\(id)")
            #expect(boundary.isOwn(token) == (id == test.owner))
            if let note = refusal?.notes.first {
                let other = id == "pay" ? "pay-ments" : "pay"
                let says = test.owner == nil ? "may be meant for \(other), too" : "is of the workspace \(other)"
                #expect(note.contains(says), "\(note)")
            }
        }
    }

    @Test func aGrantByNameDecides() throws {
        let set = try Self.estate {
            $0.replacing("env: [COMMON_TOKEN", with: "env: [PAY_MENTS_TOKEN, COMMON_TOKEN")
        }
        let boundary = SecretBoundary(set.estate, workspaces: set.workspaces)
        for id in ["pay", "pay-ments"] {
            let token = SecretReference(.environment("PAY_MENTS_TOKEN")).named(by: id)
            #expect(boundary.refusal(of: token) == nil)
            #expect(!boundary.isOwn(token), "what is granted is nobody's own")
        }
    }

    /// What one workspace may not name stops nothing else from being loaded.
    @Test func aRefusalIsTheProblemOfItsWorkspace() throws {
        var fixture = Fixture()
        fixture[Fixture.workspace] += "  integration:\n    hcloudToken: {env: ROOT_KUBECONFIG}\n"
        let set = try SpecificationLoader(source: fixture, version: "1").load()
        #expect(set.secretRefusals().map(\.location?.file) == [Fixture.workspace])
    }

    @Test func aRefusalSaysWhatToAllowAndWhere() throws {
        var fixture = Fixture()
        func refusal(_ integration: String) -> Diagnostic? {
            var edited = fixture
            edited[Fixture.workspace] += "  integration:\n    \(integration)\n"
            let findings = edited.findings()
            return findings.count == 1 ? findings.first : nil
        }
        let variable = try #require(refusal("hcloudToken: {env: ROOT_KUBECONFIG}"))
        #expect(variable.message == "the workspace shop may not use the environment variable ROOT_KUBECONFIG")
        #expect(variable.location == SourceLocation(file: Fixture.workspace, line: 13, column: 18))
        #expect(
            variable.notes == [
                "its own are variables that begin with SHOP_ and age files below specs/workspaces/shop/; this one is of "
                    + "the estate",
                "an operator allows more at specs/estate.yaml: spec.secretGrants: [{workspaces: [shop], env: [ROOT_KUBECONFIG]}]",
            ])
        // A workspace that is called like a pipeline's variables has none of them.
        var runner = fixture
        runner[Fixture.workspace] = runner[Fixture.workspace].replacing("shop", with: "runner")
        runner[Fixture.workspace] += "  integration:\n    hcloudToken: {env: RUNNER_TOKEN}\n"
        #expect(
            runner.findings().first?.notes.first?.hasPrefix(
                "variables that begin with RUNNER_ are of pipelines and tools, whatever a workspace is called") == true,
            "\(runner.findings())")
        let file = try #require(refusal("apiKey: {file: ~/.config/berth/age.key}"))
        #expect(file.message == "the workspace shop may not use the file ~/.config/berth/age.key")
        #expect(file.notes.last?.contains("files: [~/.config/berth/age.key]") == true)
        let pasted = try #require(refusal("hcloudToken: {env: ghp_hunter2hunter2}"))
        #expect(pasted.isSensitive && !"\(pasted)".contains("hunter2"))
        for kind in ["file", "age"] {
            let pasted = try #require(refusal("hcloudToken: {\(kind): ghp_hunter2hunter2}"))
            #expect(pasted.isSensitive && !"\(pasted)".contains("hunter2"), "\(pasted)")
            #expect(refusal("hcloudToken: {\(kind): token.txt}")?.message.contains("token.txt") == true)
        }
        #expect(refusal("hcloudToken: {env: SHOP_TOKEN}\n    apiKey: {age: shop/key.age}") == nil)
        fixture[Fixture.estate] += "  secretGrants:\n    - {workspaces: [shop], env: [ROOT_KUBECONFIG]}\n"
        #expect(refusal("hcloudToken: {env: ROOT_KUBECONFIG}") == nil)
        #expect(refusal("hcloudToken: {env: HCLOUD_TOKEN}")?.notes.last?.contains("specs/estate.yaml:16:5") == true)
    }

    /// Whoever pastes what a refusal proposes is done.
    @Test(arguments: [
        "{env: ROOT_KUBECONFIG}", "{file: ~/.config/token}", "{file: ../../secrets/token}", "{file: /etc/token}",
        "{age: shared/x.age}", "{age: ../x.age}", "{age: ../../secrets/x.age}", "{age: ./a/../../../x.age}",
    ])
    func whatARefusalProposesIsAGrant(_ reference: String) throws {
        var fixture = Fixture()
        fixture[Fixture.workspace] += "  integration:\n    hcloudToken: \(reference)\n"
        let proposal = try #require(fixture.findings().first?.notes.last)
        let grant = try #require(proposal.split(separator: "spec.").last)
        fixture[Fixture.estate] += "  \(grant)\n"
        #expect(fixture.findings().isEmpty, "\(grant)")
    }
}
