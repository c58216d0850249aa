import Document
import Resources
import TestSupport
import Testing

@testable import Planning

/// What a removal must not take along.
struct RemovalPlannerTests {
    private func key(_ kind: String, _ name: String, in namespace: String? = nil) -> ItemKey {
        ItemKey(place: .tenant("w"), apiVersion: "v1", kind: kind, namespace: namespace, name: name)
    }

    @Test func whatTheSpecificationWantsDoesNotGoAlong() throws {
        let wanted = ResourceAddress(workspace: "w", "application/shop")
        let removed = ResourceAddress(workspace: "w", "application/base")
        let claim = key("PersistentVolumeClaim", "data", in: "base")
        let graph = try ResourceGraph([Resource(wanted, .application, items: [Item(key: claim, desired: [:])])])
        func removal(takingAlong keys: ItemKey...) -> Step {
            Step(
                address: removed, kind: .application, action: .delete,
                changes: [
                    ItemChange(
                        key: key("Namespace", "base"), action: .delete,
                        companions: keys.map { .init(key: $0, isOwned: true) })
                ])
        }
        #expect(
            RemovalPlanner.problems(of: [removal(takingAlong: key("ConfigMap", "a", in: "base"))], keeping: graph)
                .isEmpty)
        let problems = RemovalPlanner.problems(of: [removal(takingAlong: claim)], keeping: graph)
        #expect(problems.map(\.kind) == [.refused])
        #expect(
            problems.map(\.message) == [
                "deleting Namespace base would take PersistentVolumeClaim base/data along, which the specification wants"
            ])
    }
}
