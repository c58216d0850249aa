import Document
import Testing

@testable import Kubernetes

@Suite struct FieldSetTests {
    private let written =
        #"{"f:metadata":{"f:finalizers":{".":{},"v:\"a\"":{},"v:\"b\"":{}},"f:labels":{"f:app":{}}},"#
        + #""f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"#
        + #""k:{\"port\":443,\"protocol\":\"TCP\"}":{"f:name":{}}},"f:replicas":{}}}"#

    private func set(_ json: String) throws -> FieldSet { try FieldSet(fieldsV1: Value(json: json)) }

    @Test func readsAndWritesTheServersText() throws {
        let set = try set(written)
        #expect(set.fieldsV1.compactJSON == written)
        #expect(set.count == 8)
        #expect(set.contains(["spec", "replicas"]))
        #expect(!set.contains(["spec"]))
        let port: [Path.ItemKey] = [Path.ItemKey("port", 80), Path.ItemKey("protocol", "TCP")]
        let item = Path(["spec", "ports"].map(Path.Component.key) + [.item(port)])
        #expect(set.contains(item))
        #expect(set.contains(item.appending(key: "port")))
        #expect(item.causeField == #".spec.ports[port=80,protocol="TCP"]"#)
    }

    @Test func ordersAsTheServerDoes() throws {
        let jumbled = #"{"v:true":{},"v:\"a\"":{},"i:10":{},"i:9":{},"v:2":{},"f:b":{},"k:{\"n\":\"x\"}":{},"f:B":{}}"#
        let expected = #"{"f:B":{},"f:b":{},"k:{\"n\":\"x\"}":{},"v:2":{},"v:\"a\"":{},"v:true":{},"i:9":{},"i:10":{}}"#
        #expect(try set(jumbled).fieldsV1.compactJSON == expected)
    }

    @Test func reportsALevelBeforeWhatLiesBelow() throws {
        let paths = try set(#"{"f:a":{"f:x":{}},"f:b":{},"f:c":{".":{},"f:y":{}}}"#).paths
        #expect(paths.map(\.causeField) == [".b", ".c", ".a.x", ".c.y"])
    }

    @Test func passesOverUnknownKindsAndRefusesNonsense() throws {
        #expect(try set(#"{"z:later":{"f:x":{}},"f:a":{}}"#).paths == [["a"]])
        #expect(throws: FieldSetError.self) { try set(#"{"nonsense":{}}"#) }
        #expect(throws: FieldSetError.self) { try set(#"{"k:[]":{}}"#) }
        #expect(throws: FieldSetError.self) { try set(#"{"v:{":{}}"#) }
        #expect(throws: FieldSetError.self) { try set(#"{"i:one":{}}"#) }
    }

    @Test func combinesSets() throws {
        let one = try set(#"{"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{}}"#)
        let other = try set(#"{"f:a":{"f:y":{},"f:z":{}},"f:c":{}}"#)
        #expect(one.union(other) == (try set(#"{"f:a":{".":{},"f:x":{},"f:y":{},"f:z":{}},"f:b":{},"f:c":{}}"#)))
        #expect(one.intersection(other) == (try set(#"{"f:a":{"f:y":{}}}"#)))
        #expect(one.difference(other) == (try set(#"{"f:a":{".":{},"f:x":{}},"f:b":{}}"#)))
        #expect(one.difference(one).isEmpty)
    }

    @Test func aRecursiveDifferenceTakesWhatLiesBelow() throws {
        let set = try set(#"{"f:status":{"f:x":{"f:y":{}}},"f:spec":{"f:a":{},"f:b":{"f:c":{}}}}"#)
        let rest = set.recursiveDifference(FieldSet([["status"], ["spec", "b"]]))
        #expect(rest.paths == [["spec", "a"]])
        #expect(set.difference(FieldSet([["status"]])) == set)
    }

    @Test func leavesHaveNothingBelow() throws {
        #expect(try set(#"{"f:a":{".":{},"f:x":{}},"f:b":{}}"#).leaves.paths == [["b"], ["a", "x"]])
    }

    @Test func resolvesAgainstAnObject() throws {
        let set = try set(written)
        let object = try Value(
            json:
                #"{"metadata":{"finalizers":["b"],"labels":{"app":"x"}},"spec":{"ports":[{"port":80,"protocol":"TCP"}]}}"#
        )
        let found = set.values(in: object).map { "\($0.path)=\($0.value.compactJSON)" }
        #expect(
            found == [
                #"metadata.finalizers=["b"]"#, #"metadata.finalizers[=b]="b""#, #"metadata.labels.app="x""#,
                #"spec.ports[port=80,protocol=TCP]={"port":80,"protocol":"TCP"}"#,
                "spec.ports[port=80,protocol=TCP].port=80",
            ])
        #expect(set.missing(in: object).map(\.causeField).contains(".spec.replicas"))
    }
}
