import Diagnostics
import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Composition

struct ComposerTests {
    private func compose(
        _ workspaces: [Workspace], _ catalog: [Application] = [], _ facts: PlacementFacts = PlacementFacts()
    ) throws -> ResourceGraph {
        let set = SpecificationSet(
            estate: Samples.estate([Samples.cluster("fsn1-a")]), workspaces: workspaces, catalog: catalog,
            templates: Samples.templates)
        return try Composer.compose(set, facts: facts).graph
    }

    private func resource(_ graph: ResourceGraph, _ text: String) throws -> Resource {
        let address = try #require(ResourceAddress(text))
        return try #require(graph[address])
    }

    @Test func everyStepHasItsResource() throws {
        let catalog = [
            Samples.application(
                "guard", rules: DeploymentRules(phase: .prerequisite), manifests: [Samples.configMap("guard")]),
            Samples.application(
                "shared", rules: DeploymentRules(phase: .prerequisite, scope: .managementCluster),
                manifests: [Samples.configMap("shared", namespace: "shared")]),
            Samples.application("app", dependsOn: ["guard"], manifests: [Samples.configMap("app")]),
        ]
        let graph = try compose(
            [Samples.workspace("w", network: true, applications: ["guard", "shared", "app"])], catalog)
        #expect(
            graph.resources.map(\.address.description) == [
                "w/network", "w/placement", "cluster/fsn1-a/application/shared", "w/namespace",
                "w/application/guard", "w/control-plane", "w/kubeconfig", "w/dns", "w/api",
                "w/integration/load-balancer", "w/rbac/admins", "w/secret/hcloud", "w/kubeconfig-store",
                "w/application/app", "w/active",
            ])
        let controlPlane = try resource(graph, "w/control-plane")
        #expect(
            controlPlane.dependencies.map(\.description).sorted() == [
                "cluster/fsn1-a/application/shared", "w/application/guard", "w/namespace",
            ])
        #expect(controlPlane.items.first?.desired[["spec", "controlPlane", "deployment", "replicas"]] == 3)
        let app = try resource(graph, "w/application/app")
        #expect(app.dependencies.map(\.name).sorted() == ["api", "application/guard"])
        #expect(app.items.first?.key.namespace == "default")
    }

    /// What was applied before is shared only where it is the same to a server.
    @Test func anotherSpellingIsAnotherValue() throws {
        func set(_ text: String) -> SpecificationSet {
            var manifest = Samples.configMap("web")
            manifest["data"] = ["name": .string(text)]
            return SpecificationSet(
                estate: Samples.estate([Samples.cluster("fsn1-a")]),
                workspaces: [Samples.workspace("w", applications: ["web"])],
                catalog: [Samples.application("web", manifests: [manifest])], templates: Samples.templates)
        }
        let before = try Composer.compose(set("caf\u{E9}"), facts: PlacementFacts()).graph
        let after = try Composer.compose(set("cafe\u{301}"), facts: PlacementFacts()) { address, key in
            before[address]?.items.first { $0.key == key }?.desired
        }.graph
        let name = try resource(after, "w/application/web").items.first?.desired["data"]?["name"]?.string
        #expect(name.map { Array($0.utf8) } == Array("cafe\u{301}".utf8))
    }

    /// Nothing of one workspace may stand in what all of a cluster share.
    @Test(
        arguments: ["${workspace.id}", "${kubernetes.version}", "${network.cidr}", "${oidc.clientId}"], [1, 2])
    func whatIsSharedKnowsNoWorkspace(_ reference: String, _ count: Int) {
        var manifest = Samples.configMap("shared", namespace: "shared")
        manifest["data"] = ["who": .string(reference)]
        let shared = Samples.application(
            "shared", rules: DeploymentRules(phase: .prerequisite, scope: .managementCluster),
            manifests: [manifest])
        let workspaces = (0..<count).map { Samples.workspace("w\($0)", network: true, applications: ["shared"]) }
        let error = #expect(throws: DiagnosticsError.self) { try compose(workspaces, [shared]) }
        #expect(error?.diagnostics.allSatisfy { $0.message.contains("does not exist") } == true)
        let why = "the workspaces of a cluster share this application: nothing of one of them can stand in it"
        #expect(error?.diagnostics.allSatisfy { $0.notes.contains(why) } == true)
    }

    /// Composed for one, it is what another wants only where that wants the very same.
    @Test func whatIsSharedIsTheSameForAll() throws {
        let rules = DeploymentRules(phase: .prerequisite, scope: .managementCluster)
        var manifest = Samples.configMap("shared", namespace: "shared")
        manifest["data"] = ["color": "${values.color:=none}", "issuer": "${oidc.issuer}", "where": "${cluster.name}"]
        let shared = Samples.application("shared", rules: rules, manifests: [manifest])
        var workspaces = ["v", "w"].map { Samples.workspace($0, applications: ["shared"]) }
        let item = try resource(compose(workspaces, [shared]), "cluster/fsn1-a/application/shared").items.first
        #expect(
            item?.desired["data"] == [
                "color": "none", "issuer": .string(Samples.estate([]).oidc.issuer), "where": "fsn1-a",
            ])
        workspaces[1].applications[0].values = ["color": "red"]
        let set = SpecificationSet(
            estate: Samples.estate([Samples.cluster("fsn1-a")]), workspaces: workspaces, catalog: [shared],
            templates: Samples.templates)
        let failures = try Composer.compose(set, facts: PlacementFacts()).failures
        #expect(failures.keys.sorted() == ["w"])
        #expect(failures["w"]?.first?.message.contains("other values than another workspace") == true)
    }

    @Test func everyObjectIsMarked() throws {
        let graph = try compose([Samples.workspace("w", network: true)])
        for resource in graph.resources {
            for item in resource.items {
                let metadata = item.desired["metadata"]
                #expect(metadata?["labels"]?["app.kubernetes.io/managed-by"] == "berth")
                #expect(metadata?["labels"]?["berth.dev/estate"] == "loopback")
                #expect(metadata?["annotations"]?["berth.dev/address"]?.string == resource.address.description)
                let binding = metadata?["annotations"]?["berth.dev/item"]?.string
                #expect(binding == (item.key.isKubernetes ? item.key.binding : nil))
            }
        }
    }

    @Test func secretsAreDataAndNeverShown() throws {
        let secret = try resource(compose([Samples.workspace("w")]), "w/secret/hcloud").items.first
        #expect(secret?.desired["stringData"] == nil)
        #expect(secret?.desired["data"] == ["token": "(sensitive)"])
        let path = Path([.key("data"), .key("token")])
        #expect(secret?.insertions[path]?.isBase64 == true)
        let literal = try resource(compose([Samples.workspace("w")]), "w/integration/load-balancer").items.first
        #expect(literal?.desired["data"]?["workspace"] == "dw==")
    }

    @Test func aSecretKeepsTheOriginOfTheSpecificationThatNamesIt() throws {
        let graph = try compose([Samples.workspace("w"), Samples.workspace("v")])
        for resource in graph.resources {
            for secret in resource.items.flatMap(\.insertions.values).flatMap(\.secrets) {
                #expect(secret.origin == resource.address.workspace.map { .workspace($0) })
            }
        }
        let insertion = try #require(resource(graph, "w/secret/hcloud").items.first?.insertions.values.first)
        #expect(try Insertion(FieldReader(insertion.value)) == insertion, "a plan file keeps it")
    }

    @Test(
        arguments: [
            (["metadata", "annotations", "note"], "Secret"), (["metadata", "name"], "Secret"), (["type"], "Secret"),
            (["data", "token"], "ConfigMap"), (["spec", "token"], "Widget"),
        ] as [(Path, String)])
    func aSecretStandsInTheValuesOfASecretOnly(_ path: Path, _ kind: String) throws {
        var manifest: Value = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "s"]]
        manifest[path] = "${secrets.hcloudToken}"
        var templates = Samples.templates
        templates.documents["secret-hcloud"] = [Samples.document(manifest)]
        let specification = SpecificationSet(
            estate: Samples.estate([Samples.cluster("m")]), workspaces: [Samples.workspace("w")], templates: templates)
        let error = #expect(throws: DiagnosticsError.self) {
            try Composer.compose(specification, facts: PlacementFacts())
        }
        #expect(error?.diagnostics.first?.message.contains("a secret would stand in \(path)") == true)
    }

    @Test func prerequisitesStayInTheirNamespace() {
        let catalog = [
            Samples.application(
                "guard", rules: DeploymentRules(phase: .prerequisite),
                manifests: [Samples.configMap("guard", namespace: "kube-system")])
        ]
        #expect(throws: DiagnosticsError.self) {
            try compose([Samples.workspace("w", applications: ["guard"])], catalog)
        }
    }

    @Test func twoResourcesCannotWantTheSame() {
        let catalog = ["one", "two"].map { Samples.application($0, manifests: [Samples.configMap("same")]) }
        #expect(throws: DiagnosticsError.self) {
            try compose([Samples.workspace("w", applications: ["one", "two"])], catalog)
        }
    }

    @Test func whatOthersWriteIsLeftOut() throws {
        let catalog = [
            Samples.application(
                "app",
                manifests: [
                    [
                        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                        "spec": ["replicas": 1], "status": ["replicas": 1],
                    ],
                    [
                        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                        "metadata": ["name": "all"], "aggregationRule": ["clusterRoleSelectors": []], "rules": [],
                    ],
                    [
                        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                        "metadata": ["name": "plain"], "rules": [],
                    ],
                ])
        ]
        let graph = try compose([Samples.workspace("w", applications: ["app"])], catalog)
        let items = try resource(graph, "w/application/app").items
        func desired(_ name: String) -> Value? { items.first { $0.key.name == name }?.desired }
        #expect(desired("web")?["status"] == nil)
        #expect(desired("web")?["spec"] == ["replicas": 1])
        #expect(desired("all")?["rules"] == nil)
        #expect(desired("plain")?["rules"] == [])
    }

    @Test func whatIsWrongWithOneWorkspaceLeavesTheOthersAlone() throws {
        let catalog = [Samples.application("broken", manifests: [Samples.configMap("${no.such.thing}")])]
        let specification = SpecificationSet(
            estate: Samples.estate([Samples.cluster("m", capacity: 2)]),
            workspaces: [
                Samples.workspace("a", applications: ["broken"]), Samples.workspace("b"), Samples.workspace("c"),
            ], catalog: catalog, templates: Samples.templates)
        let result = try Composer.compose(specification, facts: PlacementFacts())
        #expect(result.failures.keys.sorted() == ["a", "c"])
        #expect(result.failures["a"]?.first?.message.contains("no.such.thing") == true)
        #expect(result.failures["c"]?.first?.message.contains("no management cluster has room") == true)
        #expect(Set(result.graph.resources.compactMap(\.address.workspace)) == ["b"])
    }

    @Test(arguments: [
        ("elsewhere", PlacementFacts(placed: ["w": "elsewhere"]), "which the estate does not name any more"),
        (
            "twice",
            {
                var facts = PlacementFacts(placed: ["w": "m"])
                facts.conflicts = ["w": .several(["elsewhere", "m"])]
                return facts
            }(), "exists more than once"
        ),
        (
            "a cluster under another name",
            {
                var facts = PlacementFacts(placed: ["w": "m"])
                facts.conflicts = ["w": .moved(found: "m", recorded: "before", isNamed: false)]
                return facts
            }(), "was found on m, and the state knows it on before, which the estate does not name any more"
        ),
        (
            "kubeconfigs exchanged",
            {
                var facts = PlacementFacts(placed: ["w": "m"])
                facts.conflicts = ["w": .moved(found: "m", recorded: "other", isNamed: true)]
                return facts
            }(), "was found on m, and the state knows it on other"
        ),
    ])
    func aWorkspaceIsNeverMadeTwice(_ name: String, _ facts: PlacementFacts, _ message: String) {
        let error = #expect(throws: DiagnosticsError.self) { try compose([Samples.workspace("w")], [], facts) }
        #expect(error?.diagnostics.first?.message.contains(message) == true)
    }
}
