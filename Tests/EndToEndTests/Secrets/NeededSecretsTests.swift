import Document
import Foundation
import TestSupport
import Testing

/// A secret is read where it is needed: what is not set stands in the way of who needs it, and of nobody else.
struct NeededSecretsTests {
    @Test func aWorkspaceWithoutANetworkNeedsNoToken() async throws {
        let site = try await Site.project(environment: [:])
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await site.berth("drift", exits: 0)
        try site.workplace.remove("state/estate.git")
        try await site.berth("plan", exits: 0)
        try await site.berth("destroy", "w1", "--yes", exits: 0)
        #expect(try await site.inventory["tenants"] == [:])
    }

    @Test func anUnsetSecretIsTheProblemOfItsWorkspace() async throws {
        let site = try await Site.project(environment: [:])
        try site.workspace("w2", "integration: {hcloudToken: {env: W2_TOKEN}}")
        try site.workspace("w3", "network: {managed: true, cidr: 10.20.0.0/16}")
        let plan = try await site.berth("plan", exits: 1)
        #expect(plan.output.contains("Namespace k8s-w-w1") && plan.output.contains("Namespace k8s-w-w2"))
        #expect(plan.words.contains("w2/secret/hcloud the environment variable W2_TOKEN is not set"), "\(plan.words)")
        #expect(plan.words.contains("the environment variable HCLOUD_TOKEN is not set"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 6)
        try await site.berth("plan", "w1", "--detailed-exitcode", exits: 0)
        try await site.berth("destroy", "w2", "--out", "destroy.json", exits: 0)

        // Set for the plan and not for the apply: it fails where it is written.
        try site.workspace("w1", "access: {adminGroups: [others]}")
        let able = Workplace.program(environment: ["W2_TOKEN": "planted-4711"])
        let saved = try await able.outcome(["plan", "w1", "w2", "--out", "plan.json"], in: site.folder.path)
        #expect(saved.status == 0, "\(saved.errors)")
        let partly = try await site.berth("apply", "plan.json", "--yes", exits: 6)
        #expect(partly.words.contains("the environment variable W2_TOKEN is not set"), "\(partly.words)")
        try await site.berth("plan", "w1", "--detailed-exitcode", exits: 0)
        let resumed = try await able.outcome(["apply", "plan.json", "--yes"], in: site.folder.path)
        #expect(resumed.status == 0, "\(resumed.errors)")
        try await site.berth("destroy", "w1", "w2", "--yes", exits: 0)
    }

    /// A saved plan says what can be done with it, and does just that.
    @Test func theRestOfASavedPlanIsApplied() async throws {
        let site = try await Site.project(environment: [:])
        try site.workspace("w2", "integration: {hcloudToken: {env: W2_TOKEN}}")
        try site.folder.write("not encrypted for anybody here", to: "specs/workspaces/w3/token.age")
        try site.workspace("w3", "integration: {hcloudToken: {age: w3/token.age}}")
        try site.application(
            "broken", workspaces: "none", manifests: Manifests.configMap("broken", #"a: "${values.nothing}""#))
        try site.workspace("w4", "applications: [{name: broken}]")
        let plan = try await site.berth("plan", "--out", "plan.json", exits: 1)
        #expect(plan.words.contains("3 problems leave out what they are about:"), "\(plan.words)")
        #expect(plan.words.contains("The rest can be applied before 3 problems are settled."), "\(plan.words)")
        #expect(plan.errors.contains("saved: berth apply plan.json"), "\(plan.errors)")
        let run = try await site.berth("apply", "plan.json", "--yes", exits: 6)
        for named in ["W2_TOKEN is not set", "w3/token.age cannot be decrypted", "values.nothing"] {
            #expect(run.words.contains(named), "\(run.words)")
        }
        try await site.berth("plan", "w1", "--detailed-exitcode", exits: 0)
        let namespaces = try await site.cluster()("get", "namespaces", "-o", "name")
        #expect(namespaces.contains("k8s-w-w2") && namespaces.contains("k8s-w-w3") && !namespaces.contains("k8s-w-w4"))
        let settled = try await site.berth("apply", "--yes", exits: 1)
        #expect(settled.words.contains("No changes besides 3 problems to settle."), "\(settled.words)")

        // What is somebody else's stands in the way of all.
        try await site.cluster()("create", "namespace", "k8s-w-w5")
        try site.workspace("w5")
        let blocked = try await site.berth("plan", "--out", "plan.json", exits: 1)
        #expect(blocked.errors.contains("saved: plan.json, to be read only"), "\(blocked.errors)")
        try await site.berth("apply", "plan.json", "--yes", exits: 1)
        try site.workplace.remove("specs/workspaces/w5.yaml")

        for name in ["w2", "w3", "w4"] { try site.workspace(name) }
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
