import Foundation
import TestSupport
import Testing

/// Changes that no leaf tells, and leaves that tell none: what is planned is shown, and can be carried out.
struct UnseenChangeTests {
    /// A zero that the server does not store beside containers of which the first prepares the second.
    private static func web(_ names: [String], image: String = "web:1") -> String {
        let containers = names.map { "{name: \($0), image: prepare}" }.joined(separator: ", ")
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: "${workspace.namespace}"}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  hostNetwork: false
                  initContainers: [\(containers)]
                  containers: [{name: app, image: "\(image)", env: [{name: PROXY, value: ""}]}]
            """
    }

    @Test func anOrderIsShownAndSetBack() async throws {
        let site = try await Site.project()
        try site.application("web", "1.0.0", in: .namespace, manifests: Self.web(["migrate", "serve"]))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        func order() async throws -> String {
            try await kubectl(
                "get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.initContainers[*].name}")
        }
        let live = try await kubectl("get", "deployment", "web", "-o", "json")
        try site.folder.write(live, to: "live.json")
        let turned = try await Program("jq")(
            ".spec.template.spec.initContainers |= reverse", site.folder.path("live.json"))
        try site.folder.write(turned, to: "turned.json")
        _ = try await kubectl("replace", "-f", site.folder.path("turned.json"))
        #expect(try await order() == "serve migrate")
        let drift = try await site.berth("drift", exits: 2)
        #expect(drift.words.contains("put into another order outside of Berth"), "\(drift.words)")
        let plan = try await site.berth("plan", "--out", "order.json", exits: 0)
        #expect(plan.words.contains(#"["serve","migrate"] → ["migrate","serve"]"#), "\(plan.words)")
        // Nobody approved an order that the plan does not show.
        try site.edit(plan: "order.json") { plan in
            for step in plan.steps.indices {
                for change in plan.steps[step].changes.indices {
                    plan.steps[step].changes[change].leaves.removeAll { $0["order"] == true }
                }
            }
        }
        let unshown = try await site.berth("apply", "edited.json", "--yes", exits: 3)
        #expect(unshown.words.contains("initContainers"), "\(unshown.words)")
        #expect(try await order() == "serve migrate")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await order() == "migrate serve")

        try site.application("web", "1.1.0", in: .namespace, manifests: Self.web(["serve", "migrate"], image: "web:2"))
        let changed = try await site.berth("plan", exits: 0)
        #expect(changed.words.contains("revision 1.0.0 → 1.1.0"), "\(changed.words)")
        #expect(changed.words.contains(#"["migrate","serve"] → ["serve","migrate"]"#), "\(changed.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await order() == "serve migrate")
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }

    /// An update may bring a name twice: the container gets the last of its values.
    @Test func aNameThatStandsTwiceIsShownAndSetBack() async throws {
        let site = try await Site.project()
        try site.application("web", in: .namespace, manifests: Self.web(["migrate"]))
        try await site.berth("apply", "--yes", exits: 0)
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        let env = "/spec/template/spec/containers/0/env"
        _ = try await kubectl(
            "patch", "deployment", "web", "--type=json", "-p",
            #"[{"op":"add","path":"\#(env)/-","value":{"name":"PROXY","value":"evil"}}]"#)
        try await site.berth("drift", exits: 2)
        let plan = try await site.berth("plan", "--out", "plan.json", exits: 0)
        #expect(plan.words.contains(#"["PROXY","PROXY"] → ["PROXY"]"#), "\(plan.words)")
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        let values = "jsonpath={.spec.template.spec.containers[0].env[*].value}"
        #expect(try await kubectl("get", "deployment", "web", "-o", values) == "")
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }

    /// With the record of owners gone nothing tells the items of a list apart; what somebody changed in them is set back all the same.
    @Test func aListWithoutOwnersIsSetBack() async throws {
        let site = try await Site.project()
        try site.application("web", in: .namespace, manifests: Self.web(["migrate"]))
        try await site.berth("apply", "--yes", exits: 0)
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        _ = try await kubectl("set", "image", "deployment/web", "app=evil:1")
        _ = try await kubectl(
            "patch", "deployment", "web", "--type=json", "-p",
            #"[{"op":"replace","path":"/metadata/managedFields","value":[{}]}]"#)
        try await site.berth("drift", exits: 2)
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        let image = "jsonpath={.spec.template.spec.containers[0].image}"
        #expect(try await kubectl("get", "deployment", "web", "-o", image) == "web:1")
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }

    /// A zero is stored where it says something: nobody approved a user 0 that the plan does not show.
    @Test func aZeroThatIsStoredIsShown() async throws {
        let site = try await Site.project()
        func web(_ revision: String, _ context: String) throws {
            try site.application(
                "web", revision, in: .namespace,
                manifests: Self.web(["migrate"], image: "web:\(revision)")
                    + "\n      securityContext: {\(context)}")
        }
        try web("1.0.0", "fsGroup: 5")
        try await site.berth("apply", "--yes", exits: 0)
        try web("1.1.0", "fsGroup: 5, runAsUser: 0")
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try site.edit(plan: "plan.json") { plan in
            for step in plan.steps.indices {
                for change in plan.steps[step].changes.indices {
                    plan.steps[step].changes[change].leaves.removeAll { $0["new"] == 0 }
                }
            }
        }
        let unshown = try await site.berth("apply", "edited.json", "--yes", exits: 3)
        #expect(unshown.words.contains("runAsUser"), "\(unshown.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }

    /// Ports are told apart by their protocol, too, which manifests leave out.
    @Test func aPortWithoutAProtocolIsOneOfItsOwn() async throws {
        let site = try await Site.project()
        func service(_ revision: String, first: Int) throws {
            try site.application(
                "web", revision, in: .namespace,
                manifests: """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web, namespace: "${workspace.namespace}"}
                    spec:
                      selector: {app: web}
                      ports: [{name: a, port: \(first), targetPort: 8080}, {name: b, port: 90, targetPort: 8081}]
                    """)
        }
        try service("1.0.0", first: 80)
        try await site.berth("apply", "--yes", exits: 0)
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        func patch(_ operation: String) async throws {
            _ = try await kubectl("patch", "service", "web", "--type=json", "-p", "[\(operation)]")
        }
        func ports() async throws -> String {
            try await kubectl(
                "get", "service", "web", "-o", "jsonpath={range .spec.ports[*]}{.port}>{.targetPort} {end}")
        }
        try await patch(#"{"op":"replace","path":"/spec/ports/0/targetPort","value":9999}"#)
        let target = try await site.berth("drift", exits: 2)
        #expect(target.words.contains("9999 → 8080") || target.words.contains("8080 → 9999"), "\(target.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await ports() == "80>8080 90>8081 ")

        try await patch(#"{"op":"remove","path":"/spec/ports/0"}"#)
        try await site.berth("drift", exits: 2)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await ports().contains("80>8080"))

        // What stands in the way is somebody else's; nothing is deleted for it.
        let uid = try await kubectl.uid("service", "web")
        let index = try await ports().hasPrefix("80>") ? 0 : 1
        try await patch(#"{"op":"replace","path":"/spec/ports/\#(index)/port","value":8000}"#)
        try await site.berth("drift", exits: 2)
        let blocked = try await site.berth("plan", exits: 1)
        #expect(blocked.words.contains("was put there by \"kubectl-patch\""), "\(blocked.words)")
        #expect(!blocked.words.contains("--replace"), "\(blocked.words)")
        try await patch(#"{"op":"replace","path":"/spec/ports/\#(index)/port","value":80}"#)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await kubectl.uid("service", "web") == uid)
        // It is kubectl's as well now, and stays when the specification gives it up.
        try service("1.1.0", first: 81)
        let shared = try await site.berth("plan", exits: 1)
        #expect(shared.words.contains("was put there by \"kubectl-patch\""), "\(shared.words)")
        #expect(shared.words.contains("revision 1.0.0 → 1.1.0"), "\(shared.words)")
        #expect(!shared.words.contains("port: 81 # a consequence"), "\(shared.words)")
    }

    /// A name of a port that stands twice is no field that cannot change: the Deployment stays.
    @Test func aPortOfSomebodyElseCostsNoDeployment() async throws {
        let site = try await Site.project()
        try site.application(
            "web", in: .namespace,
            manifests: Self.web(["migrate"]).replacing(
                "image: \"web:1\"", with: "image: \"web:1\", ports: [{name: http, containerPort: 8080}]"))
        try await site.berth("apply", "--yes", exits: 0)
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        let uid = try await kubectl.uid("deployment", "web")
        func patch(_ port: Int) async throws {
            _ = try await kubectl(
                "patch", "deployment", "web", "--type=json", "-p",
                #"[{"op":"replace","path":"/spec/template/spec/containers/0/ports/0/containerPort","value":\#(port)}]"#)
        }
        try await patch(9090)
        let blocked = try await site.berth("apply", "--yes", exits: 1)
        #expect(blocked.words.contains("was put there by \"kubectl-patch\""), "\(blocked.words)")
        try await site.berth("drift", exits: 2)
        try await patch(8080)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await kubectl.uid("deployment", "web") == uid)
    }

    /// Berth's name is a name like any other: whoever writes under it has changed what Berth applied.
    @Test func whatIsWrittenUnderBerthsNameIsDrift() async throws {
        let site = try await Site.project()
        try site.application(
            "map", in: .namespace,
            manifests: Manifests.configMap("map", namespace: "${workspace.namespace}", #"a: "1", b: "2""#))
        try await site.berth("apply", "--yes", exits: 0)
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        var map = try await kubectl("get", "configmap", "map", "-o", "json")
        map = try await Program("jq")(
            "del(.metadata.managedFields) | .data.a = \"9\" | .data.c = \"3\"",
            try site.folder.write(map, to: "map.json"))
        try await kubectl.write(map, "apply", "--server-side", "--field-manager=berth")
        let drift = try await site.berth("drift", exits: 2)
        #expect(drift.words.contains("data.a") && drift.words.contains("data.c"), "\(drift.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await kubectl("get", "configmap", "map", "-o", "jsonpath={.data}") == #"{"a":"1","b":"2"}"#)
    }

    /// A list that is one value holds what the server completes, too: that is neither asked about nor shown, and what somebody puts
    /// into its place is set back.
    @Test func aListThatTheServerCompletesIsNoChange() async throws {
        let site = try await Site.project()
        func policy(_ revision: String, _ port: Int) throws {
            try site.application(
                "policy", revision, in: .namespace,
                manifests: """
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata: {name: db, namespace: "${workspace.namespace}"}
                    spec:
                      podSelector: {matchLabels: {app: db}}
                      ingress: [{from: [{podSelector: {}}], ports: [{port: \(port)}]}]
                    """)
        }
        try policy("1.0.0", 5432)
        try await site.berth("apply", "--yes", exits: 0)
        let quiet = try await site.berth("plan", "--explain-requests", exits: 0)
        #expect(!quiet.errors.contains("apply networkpolicies"), "\(quiet.errors)")
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        _ = try await kubectl(
            "patch", "networkpolicy", "db", "--type=json", "-p",
            #"[{"op":"replace","path":"/spec/ingress","value":[{}]}]"#)
        let drift = try await site.berth("drift", exits: 2)
        #expect(drift.words.contains("spec.ingress"), "\(drift.words)")
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        #expect(
            try await kubectl("get", "networkpolicy", "db", "-o", "jsonpath={.spec.ingress[0].ports[0].port}") == "5432"
        )
        try policy("1.1.0", 5433)
        let changed = try await site.berth("plan", exits: 0)
        #expect(changed.words.contains("revision 1.0.0 → 1.1.0"), "\(changed.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }

    /// What is left to others is so by whichever member names it.
    @Test(arguments: ["[name=http]", "[port=80]", "[0]", "[port=80,protocol=TCP]"])
    func whatIsLeftToOthersKeepsItsValue(_ item: String) async throws {
        let site = try await Site.project()
        try site.application(
            "web", in: .namespace, more: "ignoreDifferences:", "  - item: Service/web",
            "    path: 'spec.ports\(item).targetPort'", "    reason: set elsewhere",
            manifests: """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: "${workspace.namespace}"}
                spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
                """)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        _ = try await kubectl(
            "patch", "service", "web", "--type=json", "-p",
            #"[{"op":"replace","path":"/spec/ports/0/targetPort","value":9999}]"#)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
        try await site.berth("drift", exits: 0)
    }

    /// A definition and an object that needs what is new in it come in one revision, also where the definition has defaults.
    @Test func aDefinitionGrowsWithItsObjects() async throws {
        let site = try await Site.project()
        func gadget(_ revision: String, _ properties: String, _ spec: String) throws {
            let schema = "{type: object, properties: {spec: {type: object, properties: {\(properties)}}}}"
            try site.application(
                "gadget", revision,
                manifests: Manifests.definition("Gadget", schema: schema) + """
                    \n---
                    apiVersion: shop.example.com/v1
                    kind: Gadget
                    metadata: {name: one, namespace: default}
                    spec: {\(spec)}
                    """)
        }
        let first = "a: {type: string}, b: {type: string, default: d}"
        try gadget("1.0.0", first, "a: x")
        try await site.berth("apply", "--yes", exits: 0)
        try gadget("1.1.0", "\(first), c: {type: string}", "a: x, c: z")
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.words.contains("its definition is changed first"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 0)
        let gadgets = site.cluster()
        #expect(try await gadgets("get", "gadget", "one", "-o", "jsonpath={.spec.b}{.spec.c}") == "dz")
    }

    /// A member that somebody wrote beside one of Berth's may be what the server refuses: nothing is deleted for it unasked.
    @Test func aMemberOfSomebodyElseCostsNoDeployment() async throws {
        let site = try await Site.project { $0.replacing("maxReplaces: 0", with: "maxReplaces: 5") }
        try site.application(
            "web", in: .namespace,
            manifests: Self.web(["migrate"]).replacing(
                "image: \"web:1\"", with: "image: \"web:1\", resources: {requests: {cpu: 200m}}"))
        try await site.berth("apply", "--yes", exits: 0)
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        let uid = try await kubectl.uid("deployment", "web")
        _ = try await kubectl("set", "resources", "deployment/web", "--limits=cpu=100m", "--requests=cpu=100m")
        let blocked = try await site.berth("apply", "--yes", exits: 1)
        #expect(blocked.words.contains("resources.limits.cpu of Deployment"), "\(blocked.words)")
        #expect(!blocked.words.contains(#"value: "" # drift"#), "a zero is no drift: \(blocked.words)")
        #expect(blocked.words.contains("plan with --replace w1/application/web"), "\(blocked.words)")
        #expect(try await kubectl.uid("deployment", "web") == uid)
        try await site.berth("apply", "--yes", "--replace", "w1/application/web", exits: 0)
        #expect(try await kubectl.uid("deployment", "web") != uid)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }

    /// What is left to others in a list that is one value, or as more than a leaf, neither goes nor stands in the way.
    @Test(arguments: ["tolerations[0].key", "containers[name=app]", "containers"])
    func whatIsLeftToOthersCanBeAnything(_ path: String) async throws {
        let site = try await Site.project()
        func web(_ revision: String, _ image: String) throws {
            try site.application(
                "web", revision, in: .namespace, more: "ignoreDifferences:",
                "  - {item: Deployment/web, path: 'spec.template.spec.\(path)', reason: set elsewhere}",
                manifests: Self.web(["migrate"], image: image).replacing(
                    "hostNetwork: false", with: "tolerations: [{key: a, operator: Exists}]"
                )
                .replacing(#", env: [{name: PROXY, value: ""}]"#, with: ""))
        }
        try web("1.0.0", "web:1")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        _ = try await kubectl("set", "image", "deployment/web", "app=web:0")
        try await site.berth("apply", "--yes", exits: 0)
        let live = "jsonpath={.spec.template.spec.containers[0].image} {.spec.template.spec.tolerations[0].key}"
        let image = path.hasPrefix("containers") ? "web:0" : "web:1"
        #expect(try await kubectl("get", "deployment", "web", "-o", live) == "\(image) a")
        // The controller counts what was set in its own time.
        try await eventually("nothing is left to do") {
            try await site.berth("plan", exits: 0).words.contains("No changes")
        }
    }
}
