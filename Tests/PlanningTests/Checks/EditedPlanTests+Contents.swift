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
        .init("another value, the leaves as they were", says: "data.a is shown otherwise than it is written") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.desired[["data", "a"]] = "evil"
        },
        .init(
            "another value, shown",
            says: "w/application/guard writes ConfigMap k8s-w-w/guard-0 otherwise than the specification gives it"
        ) { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.desired[["data", "a"]] = "evil"
            let leaf = try #require(plan.steps[place].changes[0].leaves.firstIndex { $0.path == ["data", "a"] })
            plan.steps[place].changes[0].leaves[leaf].new = "evil"
        },
        .init("another value, shown, in a digest of its own", says: "the specification of w has changed") { plan in
            let place = try plan.place("namespace")
            plan.steps[place].changes[0].item?.desired[["metadata", "labels", "evil"]] = "yes"
            plan.groups[0].specification = Digest(of: "evil")
        },
        .init(
            "another object",
            says: "w/application/guard writes ConfigMap k8s-w-w/coredns otherwise than the specification gives it"
        ) { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].key.name = "coredns"
            plan.steps[place].changes[0].item?.key.name = "coredns"
            plan.steps[place].changes[0].item?.desired[["metadata", "name"]] = "coredns"
            let binding = plan.steps[place].changes[0].key.binding
            plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/item"]] = .string(binding)
        },
        .init(
            "another namespace of an object",
            says: "it does not lie where w/application/guard can have something"
        ) { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].key.namespace = "kube-system"
            plan.steps[place].changes[0].item?.desired[["metadata", "namespace"]] = "kube-system"
        },
        .init("another tenant", says: "it does not lie where w/rbac/admins can have something") { plan in
            let place = try plan.place("rbac/admins")
            plan.steps[place].changes[0].key.place = .tenant("v")
        },
        .init("another cluster of an object", says: "it does not lie where w/application/guard can have something") {
            plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].key.place = .management("n")
        },
        .init("the mark of another object", says: "what is written does not carry the mark of w/application/guard") {
            plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/item"]] = "0123456789ab"
        },
        .init("the mark of another", says: "what is written does not carry the mark of w/application/guard") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/address"]] = "w/dns"
        },
        .init(
            "another secret",
            says: "w/secret/hcloud writes Secret kube-system/hcloud otherwise than the specification gives it"
        ) { plan in
            let place = try plan.place("secret/hcloud")
            for path in plan.steps[place].changes[0].item?.insertions.keys.sorted() ?? [] {
                plan.steps[place].changes[0].item?.insertions[path]?.parts = [
                    .secret(SecretReference(.environment("ROOT_TOKEN")))
                ]
            }
        },
        .init(
            "a secret of another origin",
            says: "w/secret/hcloud writes Secret kube-system/hcloud otherwise than the specification gives it"
        ) { plan in
            let place = try plan.place("secret/hcloud")
            for (path, insertion) in plan.steps[place].changes[0].item?.insertions ?? [:] {
                plan.steps[place].changes[0].item?.insertions[path]?.parts = insertion.secrets.map {
                    .secret(SecretReference($0.source))
                }
            }
        },
        .init(
            "a secret where none was",
            says: "w/application/guard writes ConfigMap k8s-w-w/guard-0 otherwise than the specification gives it"
        ) { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].item?.insertions[["metadata", "annotations", "berth.dev/kinds"]] = Insertion([
                .secret(SecretReference(.environment("ROOT_TOKEN")))
            ])
        },
        .init(
            "a secret in a record of kinds",
            says: "w/namespace writes Namespace k8s-w-w otherwise than the specification gives it"
        ) { plan in
            let place = try plan.place("namespace")
            plan.steps[place].changes[0].item?.insertions[["metadata", "annotations", "berth.dev/kinds"]] = Insertion([
                .secret(SecretReference(.environment("ROOT_TOKEN")))
            ])
        },
        .init("a record without a kind", says: "w/namespace notes other kinds on Namespace k8s-w-w than it has") {
            plan in
            let place = try plan.place("namespace")
            plan.steps[place].changes[0].item?.desired[["metadata", "annotations", "berth.dev/tenant-kinds"]] = ""
        },
        .init("a record with more than kinds", says: "w/namespace notes other kinds on Namespace k8s-w-w than it has") {
            plan in
            let place = try plan.place("namespace")
            let path: Path = ["metadata", "annotations", "berth.dev/tenant-kinds"]
            let text = plan.steps[place].changes[0].item?.desired[path]?.string ?? ""
            plan.steps[place].changes[0].item?.desired[path] = .string(text + ", {evil}")
        },
        .init(
            "what stays written otherwise",
            says: "w/namespace writes Namespace k8s-w-w otherwise than the specification gives it"
        ) { plan in
            let place = try #require(plan.steps.firstIndex { step in step.changes.contains { $0.action == .none } })
            plan.steps[place].changes[0].item?.desired[["metadata", "labels", "evil"]] = "yes"
        },
        .init("what stays at a place that is another's", says: "it does not lie where w/placement can have something") {
            plan in
            let place = try plan.place("placement")
            var change = try #require(plan.steps.flatMap(\.changes).first { $0.item != nil })
            change.action = .none
            change.key = ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "kube-system")
            plan.steps[place].changes = [change]
        },
    ]
}
