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
        .init("another estate") { $0.estate = "other" },
        .init("a group like a path") { $0.groups[0].name = "../../../x" },
        .init("a group of dots") { $0.groups[0].name = ".." },
        .init("a group with control characters") { $0.groups[0].name = "w\u{1b}[31m" },
        .init("a group of a cluster that is none") { $0.groups[0].name = "cluster/other" },
        .init("no groups") { $0.groups = [] },
        .init("a group twice") { $0.groups.append($0.groups[0]) },
        .init("another cluster") { $0.groups[0].cluster = "n" },
        .init("a cluster that is none") { $0.groups[0].cluster = "x" },
        .init("another namespace") { $0.groups[0].namespace = "kube-system" },
        .init("protection switched on") { $0.groups[0].isProtected.toggle() },
        .init("an address like a path") { plan in
            plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "w", "../../x")
        },
        .init("an address of dots") { plan in
            plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "..", "x")
        },
        .init("an address with control characters") { plan in
            plan.steps[try plan.place(.create)].address = ResourceAddress(workspace: "w", "application/a\n\u{7}")
        },
        .init("a step twice") { $0.steps.append($0.steps[0]) },
        .init("a step of another workspace") { plan in
            plan.steps[try plan.place(guardName)].address = ResourceAddress(workspace: "v", guardName)
        },
        .init("an edge to nothing") { plan in
            plan.steps[try plan.place(guardName)].dependencies.insert(ResourceAddress(workspace: "w", "nothing"))
        },
        .init("an edge less") { plan in
            plan.steps[try plan.place("control-plane")].dependencies.remove(ResourceAddress(workspace: "w", guardName))
        },
        .init("a step less that others stand on") { plan in
            let gone = plan.steps.remove(at: try plan.place(guardName)).address
            for index in plan.steps.indices { plan.steps[index].dependencies.remove(gone) }
        },
        .init("a timeout below zero") { $0.steps[0].timeout = .seconds(-1) },
        .init("a timeout without end") { $0.steps[0].timeout = .seconds(Int64.max) },
        .init("another timeout") { plan in plan.steps[try plan.place(guardName)].timeout = .seconds(1) },
        .init("a gate with a write") { plan in
            plan.steps[try plan.place(.wait)].changes = plan.steps[try plan.place(guardName)].changes
        },
        .init("a deletion that writes") { plan in
            plan.steps[try plan.place(.delete)].changes += plan.steps[try plan.place(guardName)].changes
        },
        .init("a write that deletes") { plan in
            plan.steps[try plan.place(guardName)].changes += plan.steps[try plan.place(.delete)].changes
        },
        .init("another kind of step") { plan in plan.steps[try plan.place("control-plane")].kind = .application },
        .init("another kind of removal") { plan in plan.steps[try plan.place(.delete)].kind = .network },
        .init("writes called a destruction") { $0.purpose = .destroy },
        .init("a removal called a write", isDestruction: true) { $0.purpose = .apply },
        .init("a write in a destruction", isDestruction: true) { plan in
            plan.steps[0].action = .create
        },
        .init("another kind of removal in a destruction", isDestruction: true) { plan in
            plan.steps[0].kind = plan.steps[0].kind == .namespace ? .network : .namespace
        },
    ]
}
