import Resources
import Testing

@testable import Planning

/// A name goes only where it leads to the control plane that goes.
extension RemovalTests {
    /// The tenant of the world answers at 10.0.0.1.
    @Test(arguments: [
        ("10.0.0.1", true), ("192.0.2.66", false), ("10.0.0.1, 192.0.2.66", false), ("lb.example.net", false),
    ])
    func aNameThatLeadsElsewhereIsNotDeleted(_ address: String, _ isDeleted: Bool) async throws {
        try await apply(planner([]).plan())
        func add(_ name: String) -> ItemKey {
            let key = ItemKey(place: .dns, kind: "Record", name: name)
            world.add(
                Observation(
                    key: key,
                    value: [
                        "metadata": [
                            "name": .string(name), "uid": .string(name),
                            "annotations": ["berth.dev/address": "w/dns"],
                            "labels": ["berth.dev/estate": "loopback", "app.kubernetes.io/managed-by": "berth"],
                        ], "spec": ["ttl": 60, "address": .string(address)],
                    ]))
            return key
        }
        let keys = [add("w.k8s.cloud.example.com"), add("w.k8s.former.example.com")]
        let consents = Set(Consent.allCases)
        let destruction = try await planner([], consents: consents).destroy(["w"], includesShared: false)
        let plan = try await planner([], consents: consents).plan()
        for (plan, keys) in [(destruction, keys), (plan, [keys[1]])] {
            let deleted = plan.steps.flatMap(\.changes).filter { $0.action == .delete }.map(\.key)
            #expect(keys.allSatisfy(deleted.contains) == isDeleted)
            let problems = plan.problems.filter { $0.message.contains("leads to \(address), not to 10.0.0.1") }
            #expect(problems.map(\.item) == (isDeleted ? [] : keys), "\(plan.problems.map(\.message))")
        }
        #expect(destruction.hasChanges == isDeleted)
    }
}
