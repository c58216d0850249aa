import Diagnostics
import Document
import Testing

@testable import Specification

/// The specs and the catalog that the repository comes with.
struct SampleTests {
    let set: SpecificationSet

    init() throws {
        set = try SpecificationLoader(folder: Folder.root, version: "0.1.0").load()
    }

    @Test func workspacesHaveTheirDefaults() throws {
        #expect(set.workspaces.map(\.id) == ["analytics", "payments"])
        let payments = try #require(set.workspace(id: "payments"))
        #expect(payments.computeProvider == "hetzner-prod")
        #expect(payments.kubernetes.replicas == 3)
        #expect(payments.access.adminGroups == ["loopback-workspace-claim"])
        #expect(payments.network == Workspace.Network(isManaged: true, cidr: "10.20.0.0/16"))
        #expect(payments.integration.apiKey.source == .generated(workspace: "payments", name: "api-key"))
        #expect(payments.namespace == "k8s-w-payments")
        let analytics = try #require(set.workspace(id: "analytics"))
        #expect(analytics.kubernetes.replicas == 1)
        #expect(analytics.access.adminGroups == ["insight-admins"])
    }

    @Test func estatePathsCountFromItsFile() throws {
        let recipients = try #require(set.estate.encryption?.recipients)
        #expect(recipients.resolved() == "\(Folder.root)/specs/../.sandbox/recipients.txt")
        #expect(set.estate.lockCluster == "root-1")
        #expect(set.estate.timeouts.controlPlane == .seconds(900))
    }

    @Test func applicationsAreSelectedWithTheirValues() throws {
        let selected = set.applications(of: try #require(set.workspace(id: "payments")))
        #expect(
            selected.map(\.application.name) == [
                "datastore-monitor", "ingress-nginx", "traffic-policies", "workspace-guardrails",
            ])
        #expect(selected[1].values["replicas"] == 3)
        #expect(selected[1].values["config"] == ["use-forwarded-headers": "true"])
        #expect(selected[2].revision.revision == "1.10")
        #expect(
            set.applications(of: try #require(set.workspace(id: "analytics"))).map(\.application.name)
                == ["datastore-monitor", "workspace-guardrails"])
    }
}
