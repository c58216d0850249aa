import Diagnostics
import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

extension EditedPlanTests {
    /// What is shown, approved, consented to.
    static let meanings: [EditedPlanTests.Edit] = [
        .init("a leaf less") { plan in
            let place = try plan.place("rbac/admins")
            plan.steps[place].changes[0].leaves.removeLast()
        },
        .init("a hidden leaf") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].leaves[0].isSensitive = true
        },
        .init("a leaf shown as it was not") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].leaves[0].old = "2"
        },
        .init("an exemption that hides") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].exemptions = [.init(path: ["data"], reason: "trust me")]
            plan.steps[place].changes[0].item?.desired["data"] = ["a": "evil"]
            plan.steps[place].changes[0].leaves = []
        },
        .init("an exemption that nobody gave") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].exemptions = [.init(path: ["data", "z"], reason: "trust me")]
        },
        .init("an exemption of a leaf that changes") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].exemptions = [.init(path: ["data", "a"], reason: "trust me")]
        },
        .init("a field taken from others") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].forced = [["data", "b"]]
        },
        .init("a field given back that others have") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].reclaimed = [["data", "z"]]
        },
        .init("fields taken of what does not exist") { plan in
            let place = try plan.place("control-plane")
            plan.steps[place].changes[0].forced = [["spec"]]
        },
        .init("nothing to verify") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].verification = .none
        },
        .init("no precondition") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].precondition = nil
        },
        .init("a precondition of something else") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].precondition?.presence = .absent
        },
        .init("the precondition of another owner") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].precondition?.owner = ResourceAddress(workspace: "w", "dns")
        },
        .init("a deletion of what is wanted") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].key.name = "guard-0"
        },
        .init("a deletion of a namespace") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].key = ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "kube-system")
            plan.steps[place].changes[0].precondition = Precondition(.present(uid: "x"))
        },
        .init("a deletion without an owner") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].precondition?.owner = nil
        },
        .init("a deletion of what stays") { plan in
            let place = try plan.place(guardName)
            let step = plan.steps[place]
            plan.steps[place].action = .delete
            plan.steps[place].changes = step.changes.map { change in
                ItemChange(
                    key: change.key, action: .delete,
                    precondition: Precondition(
                        change.precondition?.presence ?? .absent, owner: step.address))
            }
        },
        .init("a deletion of another workspace") { plan in
            var step = plan.steps[try plan.place(.delete)]
            step.address = ResourceAddress(workspace: "v", goneName)
            step.dependencies = []
            step.changes[0].precondition?.owner = step.address
            plan.groups.append(Plan.Group(name: "v", cluster: "m", namespace: "k8s-w-v"))
            plan.steps.append(step)
        },
        .init("what goes along unsaid") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].companions = [
                .init(key: plan.steps[place].changes[0].key, isOwned: true)
            ]
        },
        .init("more to wait for") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].dependents = [plan.steps[place].changes[0].key]
        },
        .init("less to wait for", isDestruction: true) { plan in
            let place = try #require(
                plan.steps.firstIndex { step in step.changes.contains { $0.key.kind == "Namespace" } })
            plan.steps[place].changes[0].dependents = [plan.steps[place].changes[0].key]
        },
        .init("another cluster at the gate") { plan in
            plan.steps[try plan.place("placement")].gate = .placement(cluster: "n")
            plan.steps[try plan.place("placement")].action = .wait
        },
        .init("another secret at the gate") { plan in
            let key = ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "kube-system", name: "root")
            plan.steps[try plan.place("kubeconfig")].gate = .kubeconfig(key)
        },
        .init("another host at the gate") { plan in
            plan.steps[try plan.place("api")].gate = .api(host: "evil.example.com", port: 6443)
        },
        .init("another port at the gate") { plan in
            guard case .api(let host, _)? = plan.steps[try plan.place("api")].gate else { return }
            plan.steps[try plan.place("api")].gate = .api(host: host, port: 1)
        },
        .init("another kubeconfig to keep") { plan in
            let place = try plan.place("kubeconfig-store")
            guard case .storeKubeconfig(var secret, let host, let port)? = plan.steps[place].gate else { return }
            secret.name = "root"
            plan.steps[place].gate = .storeKubeconfig(secret: secret, host: host, port: port)
        },
        .init("no gate") { plan in plan.steps[try plan.place("api")].gate = nil },
        .init("another revision") { plan in
            plan.steps[try plan.place(guardName)].deployment?.digest = Digest(of: "evil")
        },
        .init("a revision in a removal") { plan in
            plan.steps[try plan.place(.delete)].deployment = Deployment(
                application: "old", revision: "1", digest: Digest(of: "evil"))
        },
    ]
}
