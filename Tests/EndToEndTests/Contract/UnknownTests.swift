import Document
import Foundation
import TestSupport
import Testing

/// What cannot be looked at is unknown, never absent, and only that is.
struct UnknownTests {
    @Test func aControlPlaneThatDoesNotAnswer() async throws {
        let site = try await Site.project()
        try site.workspace("w2")
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster(namespace: "k8s-w-w1")
        func becomes(_ state: String) async throws {
            try await eventually("the control plane is \(state)") {
                try await cluster(
                    "get", "tcp", "w1", "-o", "jsonpath={.status.kubernetesResources.version.status}") == state
            }
        }
        try site.workplace.edit("specs/workspaces/w2.yaml") { $0.replacing("single_node", with: "high_available") }
        for fault in ["crash", "silent-tenant"] {
            try await site.sandbox("fault", "add", fault, "--match", "object=k8s-w-w1/w1")
        }
        try await becomes("NotReady")
        let plan = try await site.berth("plan", exits: 7)
        #expect(plan.words.contains("tenant w1 its control plane is NotReady and does not answer"))
        #expect(plan.output.contains("spec.controlPlane.deployment.replicas: 1 → 3"), "w2 is planned")
        #expect(plan.output.contains("Plan: 0 objects to create, 1 to update, 0 to delete"), "\(plan.output)")
        #expect(
            plan.words.components(separatedBy: "tenant w1 could not be read").count == 2, "told once: \(plan.words)")
        let drift = try await site.berth("drift", exits: 7)
        #expect(!drift.output.contains("was removed") && !drift.output.contains("? w1/"), "\(drift.output)")

        try await site.sandbox("fault", "clear")
        try await becomes("Ready")
        try await cluster(
            "patch", "tcp", "w1", "--type=merge", "-p", #"{"spec":{"controlPlane":{"deployment":{"replicas":0}}}}"#)
        try await becomes("Sleeping")
        for command in ["plan", "drift"] {
            let asleep = try await site.berth(command)
            #expect([2, 7].contains(asleep.status))
            #expect(asleep.words.contains("its control plane is Sleeping and does not answer"), "\(asleep.words)")
            #expect(!asleep.output.contains("was removed") && !asleep.output.contains("\n  + "), "\(asleep.output)")
        }
    }

    @Test func oneKind() async throws {
        let site = try await Site.project()
        try site.application(
            "widgets", workspaces: "none",
            manifests: Manifests.definition("Widget") + "\n---\n"
                + "{apiVersion: shop.example.com/v1, kind: Widget, metadata: {name: db, namespace: default}, spec: {a: 1}}"
        )
        try site.application(
            "pull", in: .namespace,
            manifests: Manifests.configMap("pull", namespace: "${workspace.namespace}", #"a: "1""#))
        try site.workspace("w2", "applications: [{name: widgets}]")
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster()
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("single_node", with: "high_available") }

        func onlyWidgetsAreUnknown(_ reason: String) async throws {
            let plan = try await site.berth("plan", exits: 7)
            #expect(plan.words.contains(reason), "\(plan.words)")
            #expect(plan.output.contains("spec.controlPlane.deployment.replicas: 1 → 3"), "w1 is planned")
            #expect(
                plan.output.contains("Plan: 0 objects to create, 1 to update, 0 to delete, 1 unknown."),
                "\(plan.output)")
            let drift = try await site.berth("drift", exits: 7)
            #expect(!drift.output.contains("was removed"))
        }
        try await site.sandbox("fault", "add", "status", "--status", "500", "--match", "path=/widgets,method=GET")
        try await onlyWidgetsAreUnknown("Widget.shop.example.com in cluster m1")
        try await site.sandbox("fault", "clear")
        try await cluster.write(Self.withoutBackend, "create")
        try await onlyWidgetsAreUnknown("the server of the API group shop.example.com does not answer")
        try await cluster("delete", "apiservice", "v1.shop.example.com")
        try await site.berth("apply", "--yes", exits: 0)

        try await aPlannerOfOneNamespace(at: site)
    }

    /// Who may not list a kind in the whole cluster asks where it is needed.
    private func aPlannerOfOneNamespace(at site: Site) async throws {
        let cluster = site.cluster()
        try await cluster.write(Self.planner, "create")
        let token = try await cluster("create", "token", "planner")
        let file = ".sandbox/kubeconfig/m1.yaml"
        var kubeconfig = try Value(json: await cluster("config", "view", "--raw", "-o", "json"))
        kubeconfig["users"] = [
            ["name": kubeconfig["users"]?.array?.first?["name"] ?? "", "user": ["token": .string(token)]]
        ]
        let administrator = try await Program("cat")(site.folder.path(file))
        try site.folder.write(kubeconfig.compactJSON, to: file)
        try site.application(
            "pull", "1.1.0", in: .namespace,
            manifests: Manifests.configMap("pull", namespace: "${workspace.namespace}", #"a: "2""#))
        let plan = try await site.berth("plan", "w1", exits: 0)
        #expect(plan.output.contains(#"~ data.a: "1" → "2""#), "\(plan.output)")
        try site.folder.write(administrator, to: file)
    }

    @Test func clustersAndControlPlanes() async throws {
        let site = try await Site.project(clusters: ["m1", "m2"])
        try await site.berth("apply", "--yes", exits: 0)
        try #require(try await site.cluster("m1")("get", "namespaces", "-o", "name").contains("k8s-w-w1"))
        let before = try await site.inventory

        // The estate forgets the cluster.
        let estate = try await Program("cat")(site.folder.path("specs/estate.yaml"))
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing(/[ ]+- name: m1\n(?:      .*\n)+/, with: "")
        }
        for arguments in [["plan"], ["apply", "--yes"], ["destroy", "w1", "--yes"]] {
            let outcome = try await site.workplace.berth(arguments)
            #expect([1, 5].contains(outcome.status))
            #expect(outcome.words.contains("workspace w1 runs on m1, which the estate does not name any more"))
        }
        try site.folder.write(estate, to: "specs/estate.yaml")
        #expect(try await site.inventory == before, "no twin")

        // A leaf that somebody else set is contested, and that is drift.
        try site.application("cm", manifests: Manifests.configMap("cm", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        try await site.cluster()("patch", "configmap", "cm", "--type=merge", "-p", #"{"data":{"b":"by hand"}}"#)
        try site.application("cm", "1.1.0", manifests: Manifests.configMap("cm", #"a: "1", b: "2""#))
        let contested = try await site.berth("drift", exits: 2)
        #expect(contested.words.contains(#"data.b of ConfigMap default/cm is owned by "kubectl-patch" with "by hand""#))
        try site.removeApplication("cm")

        // A second control plane of the workspace.
        let namespace = try await site.cluster("m1", namespace: "k8s-w-w1").backup("namespace", "k8s-w-w1")
        var plane = try await site.cluster("m1", namespace: "k8s-w-w1").backup("tcp", "w1")
        plane["metadata"]?["finalizers"] = nil
        plane["status"] = nil
        for field in ["dataStoreSchema", "dataStoreUsername"] { plane["spec"]?[field] = nil }
        for object in [namespace, plane] {
            try await site.cluster("m2").write(
                object.compactJSON, "apply", "--server-side", "--field-manager=berth", "--namespace=k8s-w-w1")
        }
        for arguments in [["plan"], ["destroy", "w1", "--yes"]] {
            let outcome = try await site.workplace.berth(arguments)
            #expect([1, 5].contains(outcome.status))
            #expect(outcome.words.contains("workspace w1 exists more than once: on m1 and m2"), "\(outcome.words)")
        }
        try await site.cluster("m2")("delete", "namespace", "k8s-w-w1")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        // A control plane that is gone: loud, and made anew only by consent.
        let uid = try await site.cluster(namespace: "k8s-w-w1").uid("tcp", "w1")
        try await site.cluster(namespace: "k8s-w-w1")("delete", "tcp", "w1")
        let loud = try await site.berth("plan", exits: 5)
        #expect(loud.output.contains("! DELETES"))
        #expect(loud.words.contains("the control plane was deleted outside of Berth: made anew, its API is empty"))
        try await site.berth("apply", "--yes", exits: 5)
        try await site.berth("drift", exits: 2)
        try await site.berth("apply", "--yes", "--allow", "replace", exits: 0)
        #expect(try await site.cluster(namespace: "k8s-w-w1").uid("tcp", "w1") != uid)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func whatIsWrongWithOneWorkspaceStopsNoOther() async throws {
        let site = try await Site.project {
            $0.replacing(
                "  dns:",
                with: """
                        - name: dark
                          type: hetzner_cloud
                          token: {env: HCLOUD_TOKEN}
                          networkZone: eu-central
                          endpoint: http://127.0.0.1:1/v1
                      dns:
                    """)
        }
        let own = "computeProvider: hetzner-prod"
        try site.workspace("w1", own)
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.edit("specs/workspaces/w1.yaml") { $0.replacing("single_node", with: "high_available") }
        func theOtherGoesOn(_ name: String, _ reason: String, exits status: Int32) async throws {
            let plan = try await site.berth("plan")
            #expect(plan.status == status, "\(plan.words)")
            #expect(plan.words.contains(reason), "\(plan.words)")
            #expect(plan.output.contains("spec.controlPlane.deployment.replicas: 1 → 3"), "\(plan.output)")
            try await site.berth("destroy", "w1", "--out", "destroy.json", exits: 0)
            try site.workplace.remove("specs/workspaces/\(name).yaml")
        }
        try site.workplace.edit("specs/estate.yaml") { $0.replacing("capacity: 20", with: "capacity: 1") }
        try site.workspace("full", own)
        try await theOtherGoesOn("full", "no management cluster has room for workspace full", exits: 1)
        try site.workplace.edit("specs/estate.yaml") { $0.replacing("capacity: 1", with: "capacity: 20") }

        try site.workspace("secret", own, "integration: {hcloudToken: {env: SECRET_TOKEN}}")
        try await theOtherGoesOn("secret", "SECRET_TOKEN", exits: 1)

        try site.application(
            "broken", workspaces: "none", manifests: Manifests.configMap("broken", #"a: "${values.nothing}""#))
        try site.workspace("template", own, "applications: [{name: broken}]")
        try await theOtherGoesOn("template", "values.nothing", exits: 1)
        try site.removeApplication("broken")

        try site.workspace("silent", "computeProvider: dark", "network: {managed: true, cidr: 10.20.0.0/16}")
        try await theOtherGoesOn("silent", "provider dark", exits: 7)
    }

    private static let withoutBackend = """
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1.shop.example.com}
        spec:
          group: shop.example.com
          version: v1
          groupPriorityMinimum: 100
          versionPriority: 10
          insecureSkipTLSVerify: true
          service: {name: none, namespace: default}
        """

    private static let planner = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: planner, namespace: default}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: planner}
        rules:
          - {apiGroups: [""], resources: [namespaces], verbs: [get, list, watch, patch]}
          - {apiGroups: [kamaji.clastix.io], resources: ["*"], verbs: [get, list, watch, patch]}
          - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, list]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: planner}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: planner}
        subjects: [{kind: ServiceAccount, name: planner, namespace: default}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: planner, namespace: k8s-w-w1}
        rules: [{apiGroups: [""], resources: [configmaps, secrets], verbs: [get, list, watch, patch]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: planner, namespace: k8s-w-w1}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: planner}
        subjects: [{kind: ServiceAccount, name: planner, namespace: default}]
        """
}
