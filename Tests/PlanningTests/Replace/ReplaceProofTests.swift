import Document
import Resources
import Testing

@testable import Planning

struct ReplaceProofTests {
    private static let key = ItemKey(
        place: .tenant("w"), apiVersion: "v1", kind: "Service", namespace: "d", name: "web")

    private static func service(ip: String, ports: [(port: Int64, node: Int64?)]) -> Value {
        [
            "metadata": ["name": "web"],
            "spec": [
                "clusterIP": .string(ip), "clusterIPs": [.string(ip)],
                "ports": .array(
                    ports.map { port, node in
                        var value: Value = ["port": .integer(port)]
                        value["nodePort"] = node.map(Value.integer)
                        return value
                    }),
            ],
        ]
    }

    /// What the old one holds no second one could have; what is asked for anew is tried.
    @Test func addressesAndPortsOfTheOldOneAreLeftOut() {
        let old = Observation(key: Self.key, value: Self.service(ip: "10.0.0.1", ports: [(80, 30_080), (81, 30_081)]))
        let wanted = Self.service(ip: "10.0.0.1", ports: [(82, 30_099), (80, 30_080)])
        let proof = ReplaceProof(Item(key: Self.key, desired: wanted), over: old)
        let write = proof.write(wanted)
        #expect(write.observed == nil && write.key.name == ReplaceProof.name)
        #expect(write.body["metadata"]?["name"] == .string(ReplaceProof.name))
        #expect(write.body["spec"]?["clusterIP"] == nil && write.body["spec"]?["clusterIPs"] == nil)
        #expect(write.body["spec"]?["ports"] == [["port": 82, "nodePort": 30_099], ["port": 80]])
        var made = write.body
        made[["spec", "clusterIP"]] = "10.0.0.9"
        #expect(proof.restored(made, of: wanted) == wanted)
        let other = Self.service(ip: "10.0.0.2", ports: [])
        #expect(ReplaceProof(Item(key: Self.key, desired: other), over: old).write(other).body["spec"] == other["spec"])
    }
}
