import Diagnostics
import Document
import Resources
import TestSupport
import Testing

@testable import Specification

/// Which parts of an earlier specification a rollback takes, and which stay.
struct RollbackTests {
    private func set(
        version: String = "v1.35.2", pin: String? = nil, isProtected: Bool = false, applications: [Application] = [],
        templates: TemplateSet = Samples.templates
    ) -> SpecificationSet {
        var estate = Samples.estate([Samples.cluster("a"), Samples.cluster("b")])
        estate.kubernetesVersions = [
            KubernetesVersionEntry(version: "v1.35.2", isActive: true, declaredAt: Samples.place),
            KubernetesVersionEntry(version: "v1.34.5", isActive: false, declaredAt: Samples.place),
        ]
        var workspace = Samples.workspace("w", pin: pin)
        workspace.kubernetes.version = version
        workspace.computeProvider = "hetzner-prod"
        workspace.isProtected = isProtected
        var other = Samples.workspace("other")
        other.labels = ["of": version]
        return SpecificationSet(
            estate: estate, workspaces: [workspace, other], catalog: applications, templates: templates)
    }

    private func application(_ name: String, shared: Bool = false, revision: String = "1.0.0") -> Application {
        var application = Samples.application(
            name,
            rules: DeploymentRules(
                phase: .prerequisite, scope: shared ? .managementCluster : .workspace, workspaces: .all),
            manifests: [Samples.configMap(name)])
        application.activeRevision = revision
        application.revisions[0].revision = revision
        return application
    }

    @Test func theWorkspaceAndTheTemplatesComeBackAndTheRestStays() throws {
        let then = set(
            applications: [
                application("own", revision: "1.0.0"), application("shared", shared: true, revision: "1.0.0"),
            ],
            templates: TemplateSet())
        let now = set(
            applications: [
                application("own", revision: "2.0.0"), application("shared", shared: true, revision: "2.0.0"),
            ])
        let rollback = try now.rolledBack("w", to: then, running: "v1.35.2", cluster: "a")
        let result = rollback.specification
        #expect(result.templates == then.templates)
        #expect(result.catalog.map(\.activeRevision) == ["1.0.0", "2.0.0"])
        #expect(result.workspace(id: "other") == now.workspace(id: "other"))
        #expect(result.estate == now.estate)
        #expect(rollback.notes == ["shared stays as it is now: the workspaces of a cluster share it"])
        #expect(
            result.source(of: "w") == then.source(of: "w"),
            "the digests are those of then, so that one can go back again")
    }

    @Test func whatKubernetesAndAControlPlaneCannotUndoIsSaid() throws {
        let then = set(version: "v1.34.5", pin: "b")
        let rollback = try set(isProtected: true).rolledBack("w", to: then, running: "v1.35.2", cluster: "a")
        let workspace = try #require(rollback.specification.workspace(id: "w"))
        #expect(workspace.kubernetes.version == "v1.35.2")
        #expect(workspace.managementCluster == "a")
        #expect(workspace.isProtected)
        #expect(rollback.notes.count == 3, "\(rollback.notes)")
        #expect(rollback.notes.contains { $0.contains("Kubernetes does not go back to v1.34.5") })
    }

    @Test func aVersionThatNobodyOffersAnyMoreIsOnlyKeptWhereItRuns() throws {
        let then = set(version: "v1.34.5")
        #expect(throws: DiagnosticsError.self) {
            try set().rolledBack("w", to: set(version: "v1.33.1"), running: nil, cluster: nil)
        }
        // One that is switched off is for the plan to refuse, which knows what runs.
        #expect(throws: Never.self) { try set().rolledBack("w", to: then, running: nil, cluster: nil) }
        let running = try then.rolledBack("w", to: then, running: "v1.34.5", cluster: "a")
        #expect(running.specification.workspace(id: "w")?.kubernetes.version == "v1.34.5")
    }

    @Test(arguments: [
        ("v1.34.5", "v1.35.2", true), ("v1.35.1", "v1.35.2", false), ("v1.35.2", "v1.35.2", false),
        ("v1.9.0", "v1.10.0", true), ("v2.0.0", "v1.35.0", false), ("edge", "v1.35.0", false), ("v1.35", "", false),
    ])
    func minorsAreCompared(_ one: String, _ other: String, _ isBelow: Bool) {
        #expect(SpecificationSet.isMinorBelow(one, other) == isBelow)
    }

    @Test func aWorkspaceThatIsGoneComesBackFromItsFileOfThen() throws {
        var now = set()
        now.workspaces.removeAll { $0.id == "w" }
        let result = try now.rolledBack("w", to: set(), running: nil, cluster: nil)
        #expect(result.specification.workspaces.map(\.id) == ["other", "w"])
        #expect(throws: DiagnosticsError.self) { try now.rolledBack("w", to: now, running: nil, cluster: nil) }
    }
}
