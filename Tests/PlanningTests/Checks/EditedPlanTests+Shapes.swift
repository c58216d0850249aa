import Diagnostics
import Document
import Resources
import Specification
import State
import TestSupport
import Testing

@testable import Planning

extension EditedPlanTests {
    /// Names, edges and shapes.
    static let shapes: [EditedPlanTests.Edit] = [
        .init("another estate", says: "it is for the estate other") { $0.estate = "other" },
        .init("a group like a path", says: "../../../x is not a workspace") { $0.groups[0].name = "../../../x" },
        .init("a group of dots", says: ".. is not a workspace") { $0.groups[0].name = ".." },
        .init("a group with control characters", says: "w\\u{1b}[31m is not a workspace") {
            $0.groups[0].name = "w\u{1b}[31m"
        },
        .init("a group of a cluster that is none", says: "it has a group cluster/other, and the estate no such cluster")
        { $0.groups[0].name = "cluster/other" },
        .init("no groups", says: "it does not lie where w/namespace can have something") { $0.groups = [] },
        .init("a group twice", says: "a group stands in it twice") { $0.groups.append($0.groups[0]) },
        .init("another cluster", says: "it does not lie where w/namespace can have something") {
            $0.groups[0].cluster = "n"
        },
        .init("a cluster that is none", says: "w is on x, which the estate does not name") {
            $0.groups[0].cluster = "x"
        },
        .init("another namespace", says: "kube-system is not the namespace of w") {
            $0.groups[0].namespace = "kube-system"
        },
        .init("protection switched on", says: "the specification of w has changed") {
            $0.groups[0].isProtected.toggle()
        },
        .init("an address like a path", says: "it is not the address of a resource") { plan in
            plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "w", "../../x")
        },
        .init("an address of dots", says: "it is not the address of a resource") { plan in
            plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "..", "x")
        },
        .init("an address with control characters", says: "it is not the address of a resource") { plan in
            plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "w", "application/a\n\u{7}")
        },
        .init("a step twice", says: "a step stands in it twice") { $0.steps.append($0.steps[0]) },
        .init("a step of another workspace", says: "it belongs to no group of the plan") { plan in
            plan.steps[try plan.place(guardName)].address = ResourceAddress(workspace: "v", guardName)
        },
        .init("an edge to nothing", says: "it depends on w/nothing, which is not in the plan") { plan in
            plan.steps[try plan.place(guardName)].dependencies.insert(ResourceAddress(workspace: "w", "nothing"))
        },
        .init("an edge less", says: "w/control-plane does not wait for w/application/guard") { plan in
            plan.steps[try plan.place("control-plane")].dependencies.remove(ResourceAddress(workspace: "w", guardName))
        },
        .init(
            "a step less that others stand on",
            says: "w/control-plane stands on w/application/guard, which is not in it"
        ) { plan in
            let gone = plan.steps.remove(at: try plan.place(guardName)).address
            for index in plan.steps.indices { plan.steps[index].dependencies.remove(gone) }
        },
        .init("a timeout below zero", says: "a number of seconds") { $0.steps[0].timeout = .seconds(-1) },
        .init("a timeout without end", says: "a number of seconds") {
            $0.steps[0].timeout = .seconds(Int64.max)
        },
        .init("another timeout", says: "w/application/guard has another timeout than its specification") { plan in
            plan.steps[try plan.place(guardName)].timeout = .seconds(1)
        },
        .init("a gate with a write", says: "it is not a change and holds changes") { plan in
            plan.steps[try plan.place(.wait)].changes = plan.steps[try plan.place(guardName)].changes
        },
        .init("a deletion that writes", says: "it is a deletion and writes") { plan in
            plan.steps[try plan.place(.delete)].changes += plan.steps[try plan.place(guardName)].changes
        },
        .init("a write that deletes", says: "it is deleted by a step that is not a deletion") { plan in
            plan.steps[try plan.place(guardName)].changes += plan.steps[try plan.place(.delete)].changes
        },
        .init("another kind of step", says: "w/control-plane is not of that kind") { plan in
            plan.steps[try plan.place("control-plane")].kind = .application
        },
        .init("another kind of removal", says: "w/application/old is not of that kind") { plan in
            plan.steps[try plan.place(.delete)].kind = .network
        },
        .init("writes called a destruction", says: "a destruction only deletes") { $0.purpose = .destroy },
        .init(
            "a removal called a write", says: "w/application/guard removes what the specification wants",
            isDestruction: true
        ) { $0.purpose = .apply },
        .init("a destruction without edges", says: "w/namespace does not wait for w/", isDestruction: true) { plan in
            plan.steps[try plan.place("namespace")].dependencies = []
        },
        .init("edges turned round", says: "w/namespace does not wait for w/application/guard", isDestruction: true) {
            plan in
            let (first, last) = (try plan.place(guardName), try plan.place("namespace"))
            plan.steps[first].dependencies.insert(plan.steps[last].address)
            plan.steps[last].dependencies.remove(plan.steps[first].address)
        },
        .init(
            "an application that goes with the tenant", says: "w/application/guard is not of that kind",
            isDestruction: true
        ) { plan in
            plan.steps[try plan.place(guardName)].kind = .application
        },
        .init("what is wanted is forgotten", says: "is said to be gone, and the specification wants it") { plan in
            plan.groups[0].vanished = [try #require(plan.steps[try plan.place(guardName)].changes.first?.key)]
        },
        .init("what is elsewhere is forgotten", says: "is said to be gone, and w has nothing there") { plan in
            plan.groups[0].vanished = [
                ItemKey(place: .tenant("v"), apiVersion: "v1", kind: "Namespace", name: "x")
            ]
        },
        .init("a write in a destruction", says: "a destruction only deletes", isDestruction: true) { plan in
            plan.steps[0].action = .create
        },
        .init(
            "another kind of removal in a destruction", says: "w/application/guard is not of that kind",
            isDestruction: true
        ) { plan in
            plan.steps[0].kind = plan.steps[0].kind == .namespace ? .network : .namespace
        },
    ]
}
