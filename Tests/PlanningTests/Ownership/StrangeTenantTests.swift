import Document
import Kubernetes
import Resources
import Testing

@testable import Planning

/// A tenant that is another workspace's API is not looked at as this one's.
struct StrangeTenantTests {
    struct Mark: Sendable {
        var address: String
        var estate = "loopback"
        var manager = "berth"
        var isBound = true
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var marks: [Mark]
        var isStrange: Bool
    }

    @Test(arguments: [
        Case(testDescription: "nothing in it", marks: [], isStrange: false),
        Case(testDescription: "its own", marks: [Mark(address: "w/rbac/a")], isStrange: false),
        Case(testDescription: "another's", marks: [Mark(address: "v/rbac/a")], isStrange: true),
        Case(
            testDescription: "another's application, twice",
            marks: [Mark(address: "v/application/a"), Mark(address: "v/application/b")], isStrange: true),
        Case(
            testDescription: "a copy of another's beside its own",
            marks: [Mark(address: "v/rbac/a"), Mark(address: "w/rbac/a")], isStrange: false),
        Case(
            testDescription: "a copy by kubectl", marks: [Mark(address: "v/rbac/a", manager: "kubectl")],
            isStrange: false),
        Case(
            testDescription: "a copy under another name", marks: [Mark(address: "v/rbac/a", isBound: false)],
            isStrange: false),
        Case(
            testDescription: "another estate's", marks: [Mark(address: "v/rbac/a", estate: "other")], isStrange: false),
        Case(
            testDescription: "what no tenant holds",
            marks: [Mark(address: "v/namespace"), Mark(address: "v/control-plane"), Mark(address: "cluster/m/x/y")],
            isStrange: false),
    ])
    func aTenantOfAnotherIsUnknown(_ sample: Case) {
        var world = World(estate: "loopback", snapshots: [:])
        let access = TenantAccess(
            address: "10.0.0.1", port: 6443, secretUID: "u", secretVersion: "1", adminKubeconfig: [])
        world.tenants["w"] = .reachable(access, readyNodes: 0)
        for (number, mark) in sample.marks.enumerated() {
            let key = ItemKey(
                place: .tenant("w"), apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a\(number)")
            let paths: [Path] = [
                ["metadata", "annotations", Item.Mark.addressAnnotation],
                ["metadata", "annotations", Item.Mark.itemAnnotation], ["metadata", "labels", Item.Mark.estateLabel],
            ]
            var value: Value = ["metadata": ["name": .string(key.name), "uid": "u"]]
            value[paths[0]] = .string(mark.address)
            value[paths[1]] = .string(mark.isBound ? key.binding : "0123456789ab")
            value[paths[2]] = .string(mark.estate)
            value[["metadata", "managedFields"]] = [
                ["manager": .string(mark.manager), "operation": "Apply", "fieldsV1": FieldSet(paths).fieldsV1]
            ]
            world.observations[key] = Observation(key: key, value: value)
        }
        world.disownStrangeTenants()
        let reason = world.unreachableReason(of: .tenant("w"))
        #expect((reason != nil) == sample.isStrange)
        #expect(world.observations.count == (sample.isStrange ? 0 : sample.marks.count))
        if sample.isStrange { #expect(reason?.cause.contains("is the one of v") == true) }
    }
}
