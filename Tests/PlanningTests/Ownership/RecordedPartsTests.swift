import Diagnostics
import Document
import Resources
import State
import Testing

@testable import Planning

/// What the state recorded of a workspace, held against what was seen when it is to be destroyed.
struct RecordedPartsTests {
    enum Part: Sendable, CaseIterable {
        case namespace, plane, name
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The parts that are there, and those that another has the place of.
        var there: Set<Part> = [.namespace, .plane, .name]
        var others: Set<Part> = []
        var recorded: Set<Part> = [.namespace, .plane, .name]
        var estate = "loopback"
        var consents: Set<Consent> = []
        var isUnknown = false
        var says: String?
    }

    private static func key(_ part: Part) -> ItemKey {
        switch part {
        case .namespace: ItemKey(place: .management("m"), apiVersion: "v1", kind: "Namespace", name: "k8s-w-w")
        case .plane: .controlPlane(of: "w", in: "k8s-w-w", at: .management("m"))
        case .name: ItemKey(place: .dns, kind: "Record", name: "w.k8s.example.com")
        }
    }

    private static func address(_ part: Part) -> ResourceAddress {
        let names: [Part: String] = [.namespace: "namespace", .plane: "control-plane", .name: "dns"]
        return ResourceAddress(workspace: "w", names[part] ?? "")
    }

    @Test(arguments: [
        Case(testDescription: "all there"),
        Case(testDescription: "all gone", there: []),
        Case(testDescription: "only the control plane gone", there: [.namespace, .name]),
        Case(testDescription: "a destruction that was killed", there: [.namespace]),
        Case(testDescription: "a destruction that was killed later", there: [], recorded: [.namespace, .plane]),
        Case(testDescription: "never applied to the end", there: [.name], recorded: [.namespace, .name]),
        Case(
            testDescription: "another cluster", there: [.name],
            says: "neither TenantControlPlane.kamaji.clastix.io k8s-w-w/w nor its namespace is on cluster m"),
        Case(
            testDescription: "another cluster with a twin", there: [.name], others: [.namespace, .plane],
            says: "nor its namespace is on cluster m"),
        Case(testDescription: "another cluster, by consent", there: [.name], consents: [.replace]),
        Case(testDescription: "the cluster is silent", there: [.name], isUnknown: true),
        Case(
            testDescription: "another estate", estate: "renamed", consents: [.replace],
            says: "now it belongs to w/dns of estate loopback"),
        Case(
            testDescription: "another estate's from the start", others: [.namespace, .plane, .name], estate: "renamed"),
    ])
    func whatStandsIsNotForgotten(_ sample: Case) {
        var snapshot = Snapshot(group: "w", phase: .active)
        for part in sample.recorded {
            snapshot.items[Self.key(part)] = .init(address: Self.address(part), uid: "u", applied: .null)
        }
        var world = World(estate: sample.estate, snapshots: ["w": snapshot])
        if sample.isUnknown { world.unreachable[.management("m")] = Explanation("no route") }
        for part in sample.there.union(sample.others) {
            let key = Self.key(part)
            world.observations[key] = Observation(
                key: key,
                value: [
                    "metadata": [
                        "name": .string(key.name), "uid": sample.others.contains(part) ? "x" : "u",
                        "labels": ["berth.dev/estate": "loopback"],
                        "annotations": [
                            "berth.dev/address": .string(Self.address(part).description),
                            "berth.dev/item": .string(key.binding),
                        ],
                        "managedFields": [
                            [
                                "manager": "berth", "operation": "Apply",
                                "fieldsV1": [
                                    "f:metadata": [
                                        "f:labels": ["f:berth.dev/estate": [:]],
                                        "f:annotations": ["f:berth.dev/address": [:], "f:berth.dev/item": [:]],
                                    ]
                                ],
                            ]
                        ],
                    ]
                ])
        }
        world.judge()
        let problems = RecordedParts(workspace: "w", world: world).problems(consents: sample.consents)
        #expect(problems.allSatisfy { $0.kind == .refused })
        #expect(problems.isEmpty == (sample.says == nil), "\(problems.map(\.message))")
        if let says = sample.says {
            #expect(problems.contains { $0.message.contains(says) }, "\(problems.map(\.message))")
        }
        // What was not looked at is not missed.
        let unasked = RecordedParts(workspace: "w", world: world, asked: []).problems(consents: [])
        #expect(unasked.isEmpty)
    }
}
