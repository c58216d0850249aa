import Document
import Testing

@testable import SandboxAPI

@Suite struct ListMergeTests {
    private static let list = SchemaType.list(
        ListType(
            .map(
                MapType(fields: [
                    SchemaField("n", .scalar(.string), .always), SchemaField("v", .scalar(.any), .optional),
                ])),
            .keyed(["n"])))

    private func items(_ names: String) -> Value {
        .array(names.map { ["n": .string(String($0))] })
    }

    struct Order: Sendable {
        var live: String
        var applied: String
        var merged: String
    }

    /// Shared items stand in the applied order; what only the live list has stays where it was.
    @Test(arguments: [
        Order(live: "abc", applied: "cba", merged: "cba"), Order(live: "abc", applied: "ac", merged: "abc"),
        Order(live: "abc", applied: "ca", merged: "bca"), Order(live: "ab", applied: "xab", merged: "xab"),
        Order(live: "ab", applied: "axb", merged: "axb"), Order(live: "ab", applied: "xy", merged: "abxy"),
        Order(live: "", applied: "ab", merged: "ab"), Order(live: "abcd", applied: "dxb", merged: "acdxb"),
    ])
    func orderIsThatOfStructuredMergeDiff(_ order: Order) throws {
        let merged = try items(order.live).merging(items(order.applied), as: Self.list)
        #expect(merged.array?.compactMap { $0["n"]?.string }.joined() == order.merged)
    }

    @Test func itemsMergeMemberByMember() throws {
        let live: Value = [["n": "a", "v": 1], ["n": "b", "v": 2]]
        let merged = try live.merging([["n": "b"], ["n": "a", "v": 3]], as: Self.list)
        #expect(merged == [["n": "b", "v": 2], ["n": "a", "v": 3]])
    }

    @Test func aKeyWithADefaultMayBeLeftOut() throws {
        let ports = SchemaType.list(
            ListType(
                .map(
                    MapType(fields: [
                        SchemaField("port", .scalar(.integer), .always),
                        SchemaField("protocol", .scalar(.string), .optional, defaultValue: "TCP"),
                    ])), .keyed(["port", "protocol"])))
        let merged = try Value.array([["port": 80, "protocol": "TCP"]]).merging([["port": 80]], as: ports)
        #expect(merged == [["port": 80, "protocol": "TCP"]])
    }
}
