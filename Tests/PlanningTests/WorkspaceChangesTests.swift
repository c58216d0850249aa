import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// Which workspaces a change of the specification concerns, by what they are made of.
struct WorkspaceChangesTests {
    /// `a` uses `web` with its active revision, `b` pins it, `c` has `tool`, which clusters share; all are on `m1`, but `d`.
    private static let files: [String: String] = {
        var files: [String: String] = [
            "specs/estate.yaml": """
            apiVersion: berth.dev/v1alpha1
            kind: Estate
            metadata: {name: loopback}
            spec:
              managementDomain: cloud.example.com
              oidc: {issuer: "https://id.example.com"}
              kubernetesVersions: [{version: v1.35.2}, {version: v1.34.5}]
              managementClusters:
                - {name: m1, role: pool, computeProviderType: hetzner_cloud, kubeconfig: {env: ONE}}
                - {name: m2, role: pool, computeProviderType: hetzner_cloud, kubeconfig: {env: TWO}}
              computeProviders:
                - {name: h1, type: hetzner_cloud, token: {env: HCLOUD_TOKEN}}
                - {name: i1, type: ionos_dcd, token: {env: IONOS_TOKEN}, location: de/fra}
              dns: {zone: cloud.example.com, ttl: 60, zoneFile: {directory: ../zones}}
              guards: {maxDeletes: 5}

            """,
            "templates/namespace.yaml": """
            {apiVersion: v1, kind: Namespace, metadata: {name: "${workspace.namespace}"}}

            """,
            "templates/tenant-control-plane.yaml": """
            apiVersion: kamaji.clastix.io/v1alpha1
            kind: TenantControlPlane
            metadata: {name: "${workspace.id}"}
            spec: {kubernetes: {version: "${kubernetes.version}"}}

            """,
            "templates/integration-load-balancer.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: {name: lb, namespace: loopback-system}
            stringData: {apiKey: "${secrets.apiKey}"}

            """,
            "templates/rbac.yaml": """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: "admin-${group.slug}"}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "${group.name}"}]

            """,
            "templates/unused.yaml": """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: unused}}

            """,
        ]
        for (name, lines) in [
            ("a", "applications: [{name: web}]"), ("b", "applications: [{name: web, revision: 1.0.0}]"),
            ("c", "applications: [{name: tool}]"), ("d", "access: {adminGroups: [ops]}"),
        ] {
            files["specs/workspaces/\(name).yaml"] = """
                apiVersion: berth.dev/v1alpha1
                kind: Workspace
                metadata: {name: \(name)}
                spec:
                  computeProviderType: hetzner_cloud
                  kubernetes: {version: v1.35.2}
                  \(lines)

                """
        }
        for (name, rules) in [
            ("web", "phase: default"), ("tool", "phase: prerequisite, scope: managementCluster"),
            ("idle", "phase: default"),
        ] {
            files["templates/applications/\(name)/application.yaml"] = """
                apiVersion: berth.dev/v1alpha1
                kind: Application
                metadata: {name: \(name)}
                spec:
                  activeRevision: 1.0.0
                  rules: {\(rules), workspaces: none}
                  timeout: 5m

                """
            for revision in ["1.0.0", "1.1.0"] {
                let folder = "templates/applications/\(name)/\(revision)"
                files["\(folder)/revision.yaml"] = """
                    apiVersion: berth.dev/v1alpha1
                    kind: ApplicationRevision
                    metadata: {name: \(revision)}
                    spec: {}

                    """
                files["\(folder)/manifests/all.yaml"] = """
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: default}, data: {a: "1"}}

                    """
            }
        }
        return files
    }()

    private static func set(_ files: [String: String]) throws -> SpecificationSet {
        try SpecificationLoader(
            source: MemoryFileSource(files.mapValues { .bytes(Array($0.utf8)) }, root: "."), version: "1.0"
        ).load(tolerating: .allButEstate)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var changed: Set<String> = []
        var removed: Set<String> = []
        var untold: Set<String> = []
        var edit: @Sendable (inout [String: String]) -> Void
    }

    private static func replacing(_ file: String, _ old: String, _ new: String)
        -> @Sendable (inout [String: String]) -> Void
    {
        { $0[file] = $0[file]?.replacing(old, with: new) }
    }

    private static let web = "templates/applications/web"
    private static let all: Set = ["a", "b", "c", "d"]

    static let cases = [
        Case(testDescription: "nothing") { _ in },
        Case(testDescription: "a comment and another layout") {
            $0["specs/workspaces/a.yaml"]? += "# nothing\n"
            $0["specs/estate.yaml"]? += "\n# nothing\n"
        },
        Case(
            testDescription: "line endings of specs and templates",
            edit: { files in
                for name in files.keys where !name.contains("/manifests/") && !name.contains("/revision.yaml") {
                    files[name] = files[name]?.replacing("\n", with: "\r\n")
                }
            }),
        Case(testDescription: "a file with another name") {
            $0["specs/workspaces/teams/a.yaml"] = $0.removeValue(forKey: "specs/workspaces/a.yaml")
        },
        Case(
            testDescription: "a spec", changed: ["a"],
            edit: replacing("specs/workspaces/a.yaml", "v1.35.2}", "v1.35.2, replicas: 5}")),
        Case(testDescription: "a new one", changed: ["e"]) {
            $0["specs/workspaces/e.yaml"] = $0["specs/workspaces/d.yaml"]?.replacing("{name: d}", with: "{name: e}")
        },
        Case(testDescription: "one that is gone", removed: ["d"]) { $0["specs/workspaces/d.yaml"] = nil },
        Case(
            testDescription: "another id", changed: ["e"], removed: ["d"],
            edit: replacing("specs/workspaces/d.yaml", "{name: d}", "{name: e}")),
        Case(
            testDescription: "a template of all", changed: all,
            edit: replacing("templates/namespace.yaml", "{name:", "{labels: {x: z}, name:")),
        Case(
            testDescription: "a template that nobody uses",
            edit: replacing("templates/unused.yaml", "unused}", "unused, labels: {x: y}}")),
        Case(
            testDescription: "a template of those with admin groups", changed: ["d"],
            edit: replacing("templates/rbac.yaml", "cluster-admin", "admin")),
        Case(
            testDescription: "the active revision, of who does not pin it", changed: ["a"],
            edit: replacing("\(web)/application.yaml", "activeRevision: 1.0.0", "activeRevision: 1.1.0")),
        Case(
            testDescription: "the content of a revision", changed: ["a", "b"],
            edit: replacing("\(web)/1.0.0/manifests/all.yaml", "\"1\"", "\"2\"")),
        Case(
            testDescription: "the content of a revision that nobody has",
            edit: replacing("\(web)/1.1.0/manifests/all.yaml", "\"1\"", "\"2\"")),
        Case(
            testDescription: "what clusters share", changed: ["c"],
            edit: replacing(
                "templates/applications/tool/application.yaml", "activeRevision: 1.0.0", "activeRevision: 1.1.0")),
        Case(
            testDescription: "an entry of the catalog that nobody has",
            edit: replacing("templates/applications/idle/application.yaml", "5m", "6m")),
        Case(
            testDescription: "what an application needs", changed: ["a", "b"],
            edit: replacing("\(web)/application.yaml", "phase: default", "phase: default, requiresWorkers: true")),
        Case(
            testDescription: "what is left to others of an application", changed: ["a", "b"],
            edit: {
                $0["\(web)/application.yaml"]? += "  ignoreDifferences: [{path: data.a, reason: set elsewhere}]\n"
            }),
        Case(
            testDescription: "who gets an application", changed: ["c", "d"],
            edit: replacing("\(web)/application.yaml", "workspaces: none", "workspaces: all")),
        Case(
            testDescription: "the kubeconfig of a cluster", changed: ["d"],
            edit: replacing("specs/estate.yaml", "env: TWO", "env: SECOND")),
        Case(
            testDescription: "the domain", changed: all,
            edit: replacing("specs/estate.yaml", "managementDomain: cloud", "managementDomain: eu.cloud")),
        Case(
            testDescription: "the issuer, which no template names",
            edit: replacing("specs/estate.yaml", "id.example.com", "login.example.com")),
        Case(
            testDescription: "the DNS provider", changed: all,
            edit: replacing("specs/estate.yaml", "../zones", "../names")),
        Case(testDescription: "guards", edit: replacing("specs/estate.yaml", "maxDeletes: 5", "maxDeletes: 6")),
        Case(
            testDescription: "a version that nobody runs",
            edit: replacing("specs/estate.yaml", "{version: v1.34.5}", "{version: v1.34.5, active: false}")),
        Case(
            testDescription: "a provider that nobody uses",
            edit: replacing("specs/estate.yaml", "de/fra", "de/txl")),
        Case(
            testDescription: "the provider's token", changed: all,
            edit: replacing("specs/estate.yaml", "env: HCLOUD_TOKEN", "env: HCLOUD_TOKEN_2")),
        Case(testDescription: "a grant to one", changed: ["b"]) {
            $0["specs/estate.yaml"]? += "  secretGrants: [{workspaces: [b], env: [SHARED]}]\n"
        },
        Case(testDescription: "a grant to all", changed: all) {
            $0["specs/estate.yaml"]? += "  secretGrants: [{workspaces: all, env: [SHARED]}]\n"
        },
    ]

    @Test(arguments: cases) func aChangeConcernsWhoUsesWhatChanged(_ test: Case) throws {
        var files = Self.files
        test.edit(&files)
        #expect(test.testDescription == "nothing" || files != Self.files)
        let placed = ["a": "m1", "b": "m1", "c": "m1", "d": "m2"]
        for (old, new) in [(Self.files, files), (files, Self.files)] {
            let changes = WorkspaceChanges(from: try Self.set(old), to: try Self.set(new), placed: placed)
            let isForward = old == Self.files
            // Backwards what came goes, and what went comes.
            let came = test.changed.subtracting(Self.all)
            let changed = isForward ? test.changed : test.changed.intersection(Self.all).union(test.removed)
            #expect(changes.changed == changed)
            #expect(changes.removed == (isForward ? test.removed : came))
            #expect(changes.untold.isEmpty)
        }
    }

    @Test func whatCouldNotBeComposedThenIsTakenForChangedAndSaid() throws {
        var broken = Self.files
        broken["templates/rbac.yaml"] = broken["templates/rbac.yaml"]?.replacing(
            "${group.slug}", with: "${nothing.here}")
        let placed = ["a": "m1", "b": "m1", "c": "m1", "d": "m2"]
        let mended = WorkspaceChanges(from: try Self.set(broken), to: try Self.set(Self.files), placed: placed)
        #expect(mended.changed == ["d"] && mended.untold == ["d"])
        let torn = WorkspaceChanges(from: try Self.set(Self.files), to: try Self.set(broken), placed: placed)
        #expect(torn.changed == ["d"] && torn.untold.isEmpty)
        // Broken then and now: nobody can tell, and there is another reason to look.
        var other = broken
        other["templates/unused.yaml"]? += "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: more}}\n"
        #expect(WorkspaceChanges(from: try Self.set(broken), to: try Self.set(other), placed: placed).changed == ["d"])
    }
}
