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
        try await site.berth("apply", "w1", "w3", "--yes", exits: 7)
        try await site.berth("apply", "w2", "--exclude", "w2/secret/hcloud", "--yes", exits: 0)
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
}
