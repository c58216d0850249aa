import Document
import Testing

@testable import SandboxAPI

@Suite struct StructuralSchemaTests {
    private func schema() throws -> StructuralSchema {
        StructuralSchema(
            try Value(
                json: """
                    {"type":"object","properties":{"spec":{"type":"object","required":["size"],"properties":{
                      "size":{"type":"integer","minimum":1,"maximum":9},
                      "mode":{"type":"string","default":"A","enum":["A","B"]},
                      "name":{"type":"string","maxLength":3,"pattern":"^[a-z]+$"},
                      "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                      "none":{"type":"string","nullable":true},
                      "fixed":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf","message":"is fixed"}]},
                      "tags":{"type":"array","maxItems":2,"x-kubernetes-list-type":"set","items":{"type":"string"}},
                      "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"],
                        "items":{"type":"object","properties":{"id":{"type":"string"},"kind":{"type":"string","default":"x"}}}}
                    }}}}
                    """))
    }

    private func problems(_ spec: String, live: String? = nil) throws -> [String] {
        let old = try live.map { try Value(json: #"{"spec":\#($0)}"#) }
        return try schema().problems(of: Value(json: #"{"spec":\#(spec)}"#), live: old).map(\.description)
    }

    @Test func decodingPrunesAndFillsIn() throws {
        let sent = #"{"spec":{"size":1,"bogus":2,"free":{"x":1},"none":null,"name":null,"parts":[{"id":"p","y":1}]}}"#
        let stored = try schema().decoded(Value(json: sent))
        let expected = #"{"spec":{"size":1,"mode":"A","free":{"x":1},"none":null,"parts":[{"id":"p","kind":"x"}]}}"#
        #expect(stored == (try Value(json: expected)))
    }

    @Test func metadataTakesGosForm() throws {
        let sent: Value = ["metadata": ["name": "x", "labels": [:], "bogus": 1], "spec": ["size": 1]]
        #expect(try schema().decoded(sent)["metadata"] == ["name": "x"])
    }

    static let blocked =
        "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct "
        + "the existing errors to complete validation"

    @Test func constraintsAreWordedAsTheServerDoes() throws {
        #expect(
            try problems(#"{"size":0}"#) == [
                "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"
            ])
        #expect(try problems(#"{"mode":"A"}"#) == ["spec.size: Required value", Self.blocked])
        #expect(
            try problems(#"{"size":1,"mode":"C"}"#) == [
                #"spec.mode: Unsupported value: "C": supported values: "A", "B""#, Self.blocked,
            ])
        #expect(
            try problems(#"{"size":"1"}"#) == [
                #"spec.size: Invalid value: "string": spec.size in body must be of type integer: "string""#,
                Self.blocked,
            ])
        #expect(
            try problems(#"{"size":1,"name":"A1"}"#) == [
                #"spec.name: Invalid value: "A1": spec.name in body should match '^[a-z]+$'"#
            ])
        #expect(
            try problems(#"{"size":1,"tags":["a","b","c"]}"#) == [
                "spec.tags: Too many: 3: must have at most 2 items", Self.blocked,
            ])
        #expect(try problems(#"{"size":1,"tags":["a","a"]}"#) == [#"spec.tags[1]: Duplicate value: "a""#])
        #expect(
            try problems(#"{"size":1,"parts":[{"id":"p"},{"id":"p"}]}"#) == [
                #"spec.parts[1]: Duplicate value: {"id":"p"}"#
            ])
    }

    @Test func whatWasLetInBeforeStays() throws {
        #expect(try problems(#"{"size":0,"mode":"B"}"#, live: #"{"size":0,"mode":"A"}"#) == [])
    }

    @Test func aTransitionRuleNeedsAnOldValue() throws {
        #expect(try problems(#"{"size":1,"fixed":"b"}"#) == [])
        #expect(try problems(#"{"size":1,"fixed":"b"}"#, live: #"{"size":1}"#) == [])
        #expect(
            try problems(#"{"size":1,"fixed":"b"}"#, live: #"{"size":1,"fixed":"a"}"#) == [
                #"spec.fixed: Invalid value: "b": is fixed"#
            ])
    }
}
