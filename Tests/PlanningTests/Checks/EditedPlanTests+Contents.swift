import Diagnostics
import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

extension EditedPlanTests {
    /// What is written.
    static let contents: [EditedPlanTests.Edit] = [
        .init("another value, the leaves as they were") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.desired[["data", "a"]] = "evil"
        },
        .init("another value, shown") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.desired[["data", "a"]] = "evil"
            let leaf = try #require(plan.steps[place].changes[0].leaves.firstIndex { $0.path == ["data", "a"] })
            plan.steps[place].changes[0].leaves[leaf].new = "evil"
        },
        .init("another value, shown, in a digest of its own") { plan in
            let place = try plan.place("namespace")
            plan.steps[place].changes[0].item?.desired[["metadata", "labels", "evil"]] = "yes"
            plan.groups[0].specification = Digest(of: "evil")
        },
        .init("another object") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].key.name = "coredns"
            plan.steps[place].changes[0].item?.key.name = "coredns"
            plan.steps[place].changes[0].item?.desired[["metadata", "name"]] = "coredns"
        },
        .init("another namespace of an object") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].key.namespace = "kube-system"
            plan.steps[place].changes[0].item?.desired[["metadata", "namespace"]] = "kube-system"
        },
        .init("another tenant") { plan in
            let place = try plan.place("rbac/admins")
            plan.steps[place].changes[0].key.place = .tenant("v")
        },
        .init("another cluster of an object") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].key.place = .management("n")
        },
        .init("the mark of another") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/address"]] = "w/dns"
        },
        .init("another secret") { plan in
            let place = try plan.place("secret/hcloud")
            for path in plan.steps[place].changes[0].item?.insertions.keys.sorted() ?? [] {
                plan.steps[place].changes[0].item?.insertions[path]?.parts = [
                    .secret(SecretReference(.environment("ROOT_TOKEN")))
                ]
            }
        },
        .init("a secret where none was") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.insertions[["metadata", "annotations", "berth.dev/kinds"]] = Insertion([
                .secret(SecretReference(.environment("ROOT_TOKEN")))
            ])
        },
        .init("a secret in a record of kinds") { plan in
            let place = try plan.place("namespace")
            plan.steps[place].changes[0].item?.insertions[["metadata", "annotations", "berth.dev/kinds"]] = Insertion([
                .secret(SecretReference(.environment("ROOT_TOKEN")))
            ])
        },
        .init("a record without a kind") { plan in
            let place = try plan.place("namespace")
            plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/tenant-kinds"]] = ""
        },
        .init("a record with more than kinds") { plan in
            let place = try plan.place("namespace")
            let path: Path = ["metadata", "annotations", "berth.dev/tenant-kinds"]
            let text = plan.steps[place].changes[0].item?.desired[path]?.string ?? ""
            plan.steps[place].changes[0].item?.desired[path] = .string(text + ", {evil}")
        },
        .init("what stays written otherwise") { plan in
            let place = try #require(plan.steps.firstIndex { step in step.changes.contains { $0.action == .none } })
            plan.steps[place].changes[0].item?.desired[["metadata", "labels", "evil"]] = "yes"
        },
        .init("what stays at a place that is another's") { plan in
            let place = try plan.place("placement")
            var change = try #require(plan.steps.flatMap(\.changes).first { $0.item != nil })
            change.action = .none
            change.key = ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "kube-system")
            plan.steps[place].changes = [change]
        },
    ]
}
