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
    func aControlPlaneStaysAtANewerMinor(_ then: String, _ running: String, _ stays: Bool) throws {
        var (now, earlier) = (set(), set(version: then))
        now.estate.kubernetesVersions.append(
            KubernetesVersionEntry(version: then, isActive: true, declaredAt: Samples.place))
        earlier.estate = now.estate
        let result = try? now.rolledBack("w", to: earlier, running: running, cluster: nil)
        #expect(result?.notes.contains { $0.contains("Kubernetes does not go back") } ?? false == stays)
    }

    /// The objects carry the newer name; the way back is a move, too.
    @Test func renamedApplicationsGoBackToTheNamesOfThen() throws {
        func moved(_ moves: [(String, String)]) -> SpecificationSet {
            var set = set()
            let index = set.workspaces.firstIndex { $0.id == "w" } ?? 0
            set.workspaces[index].moves = moves.map { Workspace.Move(from: $0, to: $1, declaredAt: Samples.place) }
            return set
        }
        struct Names { var now: [(String, String)], then: [(String, String)], application: String, former: [String] }
        for names in [
            Names(now: [("a", "b")], then: [], application: "a", former: ["b"]),
            Names(now: [("a", "b"), ("b", "c")], then: [], application: "a", former: ["b", "c"]),
            Names(now: [("a", "b"), ("b", "c")], then: [("a", "b")], application: "b", former: ["c"]),
            Names(now: [("a", "b")], then: [("a", "b")], application: "b", former: ["a"]),
            Names(now: [], then: [("a", "b")], application: "b", former: ["a"]),
        ] {
            let result = try moved(names.now).rolledBack("w", to: moved(names.then), running: nil, cluster: nil)
            let workspace = try #require(result.specification.workspace(id: "w"))
            #expect(workspace.formerNames(of: names.application) == names.former, "\(names)")
        }
    }

    @Test func aWorkspaceThatIsGoneComesBackFromItsFileOfThen() throws {
        var now = set()
        now.workspaces.removeAll { $0.id == "w" }
        let result = try now.rolledBack("w", to: set(), running: nil, cluster: nil)
        #expect(result.specification.workspaces.map(\.id) == ["other", "w"])
        #expect(throws: DiagnosticsError.self) { try now.rolledBack("w", to: now, running: nil, cluster: nil) }
    }
}
