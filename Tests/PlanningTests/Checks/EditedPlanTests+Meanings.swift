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
        .init("a leaf less", says: "what is written is not what is shown") { plan in
            let place = try plan.place("rbac/admins")
            plan.steps[place].changes[0].leaves.removeLast()
        },
        .init("a hidden leaf", says: "data.a is hidden and not secret") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].leaves[0].isSensitive = true
        },
        .init("a leaf shown as it was not", says: "data.a is shown otherwise than it must be") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].leaves[0].old = "2"
        },
        .init(
            "an exemption that hides",
            says: "w/application/guard leaves data of ConfigMap k8s-w-w/guard-0 to others, and nobody said so"
        ) { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].exemptions = [.init(path: ["data"], reason: "trust me")]
            plan.steps[place].changes[0].item?.desired["data"] = ["a": "evil"]
            plan.steps[place].changes[0].leaves = []
        },
        .init(
            "an exemption that nobody gave",
            says: "w/application/guard leaves data.z of ConfigMap k8s-w-w/guard-0 to others, and nobody said so"
        ) { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].exemptions = [.init(path: ["data", "z"], reason: "trust me")]
        },
        .init("an exemption of a leaf that changes", says: "data.a is changed, and data.a is left to others") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].exemptions = [.init(path: ["data", "a"], reason: "trust me")]
        },
        .init("a field taken from others", says: "data.b is taken from others and not shown") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].forced = [["data", "b"]]
        },
        .init("a field given back that others have", says: "data.z is removed and not shown") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].reclaimed = [["data", "z"]]
        },
        .init("fields taken of what does not exist", says: "spec is taken from others of what does not exist") { plan in
            let place = try plan.place("control-plane")
            plan.steps[place].changes[0].forced = [["spec"]]
        },
        .init("nothing to verify", says: "nothing says whether the server takes it") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].verification = .none
        },
        .init("no precondition", says: "nothing says what must still hold") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].precondition = nil
        },
        .init("a precondition of something else", says: "what must still hold does not fit what is done") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].precondition?.presence = .absent
        },
        .init("the precondition of another owner", says: "it is not seen as a part of w/application/guard") { plan in
            let place = try plan.place(guardName)
            plan.steps[place].changes[0].precondition?.owner = ResourceAddress(workspace: "w", "dns")
        },
        .init(
            "a deletion of what is wanted",
            says: "w/application/old deletes ConfigMap k8s-w-w/guard-0, which the specification wants"
        ) { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].key.name = "guard-0"
        },
        .init("a deletion of a namespace", says: "it does not lie where w/application/old can have something") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].key = ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "kube-system")
            plan.steps[place].changes[0].precondition = Precondition(.present(uid: "x"))
        },
        .init("a deletion without an owner", says: "it is not seen as a part of w/application/old") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].precondition?.owner = nil
        },
        .init("a deletion of what stays", says: "w/application/guard removes something and installs it") { plan in
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
        .init("a deletion of another workspace", says: "v/application/old removes what no planned workspace has") {
            plan in
            var step = plan.steps[try plan.place(.delete)]
            step.address = ResourceAddress(workspace: "v", goneName)
            step.dependencies = []
            step.changes[0].precondition?.owner = step.address
            step.changes[0].key.namespace = "k8s-w-v"
            plan.groups.append(Plan.Group(name: "v", cluster: "m", namespace: "k8s-w-v"))
            plan.steps.append(step)
        },
        .init("what goes along unsaid", says: "what may go along is not what is shown") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].companions = [
                .init(key: plan.steps[place].changes[0].key, isOwned: true)
            ]
        },
        .init("more to wait for", says: "what goes after it is not what Berth waits for") { plan in
            let place = try plan.place(.delete)
            plan.steps[place].changes[0].dependents = [plan.steps[place].changes[0].key]
        },
        .init("less to wait for", says: "what goes after it is not what Berth waits for", isDestruction: true) { plan in
            let place = try #require(
                plan.steps.firstIndex { step in step.changes.contains { $0.key.kind == "Namespace" } })
            plan.steps[place].changes[0].dependents = [plan.steps[place].changes[0].key]
        },
        .init("another cluster at the gate", says: "w/placement waits for something else than its specification") {
            plan in
            plan.steps[try plan.place("placement")].gate = .placement(cluster: "n")
            plan.steps[try plan.place("placement")].action = .wait
        },
        .init("another secret at the gate", says: "w/kubeconfig waits for something else than its specification") {
            plan in
            let key = ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "kube-system", name: "root")
            plan.steps[try plan.place("kubeconfig")].gate = .kubeconfig(key)
        },
        .init("another host at the gate", says: "w/api waits for something else than its specification") { plan in
            plan.steps[try plan.place("api")].gate = .api(host: "evil.example.com", port: 6443)
        },
        .init("another port at the gate", says: "w/api waits for something else than its specification") { plan in
            guard case .api(let host, _)? = plan.steps[try plan.place("api")].gate else { return }
            plan.steps[try plan.place("api")].gate = .api(host: host, port: 1)
        },
        .init("another kubeconfig to keep", says: "w/kubeconfig-store waits for something else than its specification")
        { plan in
            let place = try plan.place("kubeconfig-store")
            guard case .storeKubeconfig(var secret, let host, let port)? = plan.steps[place].gate else { return }
            secret.name = "root"
            plan.steps[place].gate = .storeKubeconfig(secret: secret, host: host, port: port)
        },
        .init("no gate", says: "w/api waits for something else than its specification") { plan in
            plan.steps[try plan.place("api")].gate = nil
        },
        .init("another revision", says: "w/application/guard installs another revision") { plan in
            plan.steps[try plan.place(guardName)].deployment?.digest = Digest(of: "evil")
        },
        .init("a revision in a removal", says: "w/application/old removes something and installs it") { plan in
            plan.steps[try plan.place(.delete)].deployment = Deployment(
                application: "old", revision: "1", digest: Digest(of: "evil"))
        },
    ]
}
