import Document
import Foundation
import TestSupport
import Testing

/// A plan applies once, is closed when it is made, and is a contract also against its own bearer.
struct PlanFileTests {
    @Test func aPlanIsClosedAndAppliesOnce() async throws {
        let site = try await Site.project()
        try site.workspace("w1", "network: {managed: true, cidr: 10.20.0.0/16}")
        func write(_ name: String, _ revision: String, after: String? = nil, _ data: String) throws {
            try site.application(
                name, revision, in: .namespace, more: "dependsOn: [\(after ?? "")]",
                manifests: Manifests.configMap(name, namespace: "${workspace.namespace}", data))
        }
        try write("first", "1.0.0", #"a: "1""#)
        try write("middle", "1.0.0", after: "first", #"a: "1""#)
        try write("last", "1.0.0", after: "middle", #"a: "1", network: "${network.id}""#)
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster(namespace: "k8s-w-w1")
        func last(_ field: String) async throws -> String {
            try await cluster("get", "configmap", "last", "-o", "jsonpath={.data.\(field)}")
        }
        let network = try await last("network")
        #expect(!network.isEmpty)

        // The output of a network that does not change is in the plan; an edge leads through what does not change.
        try write("first", "1.1.0", #"a: "2""#)
        try write("last", "1.1.0", after: "middle", #"a: "2", network: "${network.id}""#)
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await site.sandbox(
            "fault", "add", "status", "--status", "403", "--match", "method=PATCH,path=/configmaps/first")
        let stopped = try await site.berth("apply", "plan.json", "--yes", exits: 6)
        #expect(stopped.words.contains("w1/application/first"), "\(stopped.words)")
        #expect(try await last("a") == "1", "what it stands on failed")
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        #expect(try await [last("a"), last("network")] == ["2", network])

        try site.workplace.remove("state/estate.git")
        let late = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(late.errors.contains("a plan applies once"))
    }

    @Test func aPlanIsAContractAlsoAgainstItsBearer() async throws {
        let site = try await Site.project()
        let before = try await site.inventory
        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await tamper(with: "plan.json", at: site)
        #expect(try await site.inventory == before, "nothing that was edited was carried out")

        try await site.berth("plan", "--out", "plan.json", exits: 0)
        try await site.berth("apply", "plan.json", "--yes", exits: 0)
        try site.workspace("w1", "protected: true")
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("destroy", "w1", "--out", "destroy.json", exits: 5)
        try site.edit(plan: "destroy.json") { plan in
            plan["problems"] = []
            plan["consents"] = ["cascade", "mass-deletion", "replace"]
            for index in plan.steps.indices { plan.steps[index]["protection"] = nil }
        }
        let refused = try await site.berth("apply", "edited.json", "--yes", exits: 5)
        #expect(refused.words.contains("w1 is protected"))
        try site.workspace("w1")
        try await site.berth("apply", "--yes", exits: 0)

        // Not even where the state repository is lost, and the workspace was destroyed in between.
        try await site.berth("destroy", "w1", "--yes", exits: 0)
        try site.workplace.remove("state/estate.git")
        let late = try await site.berth("apply", "plan.json", "--yes", exits: 3)
        #expect(late.errors.contains("a plan applies once"), "\(late.errors)")
        #expect(try await site.inventory == before)
    }

    private struct Edit {
        var name: String
        var exits: Int32 = 1
        var says: String
        var change: (inout Value) -> Void
    }

    private func tamper(with file: String, at site: Site) async throws {
        let namespace = try await site.cluster().uid("namespace", "kube-public")
        let deletion: Value = [
            "address": "w1/application/old", "kind": "prerequisite", "action": "delete", "dependencies": [],
            "reason": "not in the specification any more", "timeoutSeconds": 60,
            "changes": [
                [
                    "action": "delete", "verification": "none", "leaves": [],
                    "item": [
                        "apiVersion": "v1", "kind": "Namespace", "name": "kube-public", "place": "management/m1",
                    ],
                    "precondition": ["uid": .string(namespace), "owner": "w1/application/old"],
                ]
            ],
        ]
        func plane(_ change: @escaping (inout Value) -> Void) -> (inout Value) -> Void {
            { plan in
                for index in plan.steps.indices where plan.steps[index]["kind"] == "control-plane" {
                    change(&plan.steps[index])
                }
            }
        }
        let replicas: Path = ["spec", "controlPlane", "deployment", "replicas"]
        let edits = [
            Edit(
                name: "what is written, not what is shown", says: "what is written is not what is shown",
                change: plane { $0.changes[0]["desired"]?["value"]?[replicas] = 9 }),
            Edit(
                name: "what is written and what is shown", says: "otherwise than the specification gives it",
                change: plane { step in
                    step.changes[0]["desired"]?["value"]?[replicas] = 9
                    for index in step.changes[0].leaves.indices
                    where step.changes[0].leaves[index]["path"] == replicas.value {
                        step.changes[0].leaves[index]["new"] = 9
                    }
                }),
            Edit(name: "a namespace that is said to cost money", says: "billed:removed") { plan in
                var step = deletion
                step["address"] = "w1/application/billed:removed"
                step.changes[0]["precondition"]?["owner"] = nil
                (plan["consents"], plan["purpose"]) = (["cascade"], "destroy")
                plan.steps = [step]
            },
            Edit(name: "an address that is a path", says: "it is not the address of a resource") {
                $0.steps[0]["address"] = "../../x"
            },
            Edit(name: "a group that is a path", says: "is not a workspace") { $0.groups[0]["name"] = "../../../x" },
            Edit(name: "a group that is its parent", says: ".. is not a workspace") { $0.groups[0]["name"] = ".." },
            Edit(name: "a group that moves the cursor", says: "is not a workspace") {
                $0.groups[0]["name"] = "w1\u{1B}[2J"
            },
            Edit(name: "no groups, so no lock", says: "it belongs to no group of the plan") { $0["groups"] = [] },
            Edit(name: "an edge to nowhere", says: "it depends on w1/nothing, which is not in the plan") {
                $0.steps[1]["dependencies"] = ["w1/nothing"]
            },
            Edit(name: "another estate", exits: 64, says: "is for the estate other") { $0["estate"] = "other" },
            Edit(name: "another specification", exits: 3, says: "the specification of w1 has changed") {
                $0.groups[0]["specification"] = .string(Digest(of: [1, 2, 3]).description)
            },
            Edit(
                name: "a namespace without a mark", says: "it does not lie where w1/application/old can have something"
            ) {
                $0.steps.append(deletion)
            },
        ]
        for test in edits {
            try site.edit(plan: file, test.change)
            let outcome = try await site.berth("apply", "edited.json", "--yes")
            #expect(outcome.status == test.exits, "\(test.name): \(outcome.words)")
            #expect(outcome.words.contains(test.says), "\(test.name): \(outcome.words)")
            #expect(!outcome.errors.contains("\u{1B}"), "\(test.name)")
        }
        let text = try String(contentsOfFile: site.folder.path(file), encoding: .utf8)
        try site.folder.write(text.replacing("cluster-admin", with: "view"), to: "edited.json")
        let careless = try await site.berth("apply", "edited.json", "--yes", exits: 1)
        #expect(careless.words.contains("it was changed after it was made"))
    }
}
