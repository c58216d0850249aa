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

    struct Refusal: Sendable {
        var schema: String
        var value: String
        var problems: [String]
    }

    @Test(arguments: [
        Refusal(
            schema: #""type":"array","minItems":1,"items":{"type":"string"}"#, value: "[]",
            problems: ["v: Invalid value: 0: v in body should have at least 1 items"]),
        Refusal(
            schema: #""type":"array","maxItems":1,"items":{"type":"string"}"#, value: #"["a",1]"#,
            problems: [
                #"v[1]: Invalid value: "integer": v[1] in body must be of type string: "integer""#,
                "v: Too many: 2: must have at most 1 item",
            ]),
        Refusal(
            schema: #""type":"object","minProperties":1,"additionalProperties":{"type":"string"}"#, value: "{}",
            problems: ["v: Invalid value: 0: v in body should have at least 1 properties"]),
        Refusal(
            schema: #""type":"object","additionalProperties":{"type":"string","maxLength":1}"#, value: #"{"k":"ab"}"#,
            problems: ["v.k: Too long: may not be more than 1 byte"]),
        Refusal(
            schema: #""type":"number","multipleOf":0.5,"exclusiveMaximum":true,"maximum":2"#, value: "2.3",
            problems: [
                "v: Invalid value: 2.3: v in body should be a multiple of 0.5",
                "v: Invalid value: 2.3: v in body should be less than 2",
            ]),
        Refusal(
            schema: #""type":"string","format":"date-time""#, value: #""today""#,
            problems: [#"v: Invalid value: "today": v in body must be of type date-time: "today""#]),
        Refusal(schema: #""type":"string","format":"ipv4""#, value: #""10.0.0.1""#, problems: []),
        Refusal(
            schema: #""type":"string","enum":["a"]"#, value: "1",
            problems: [
                #"v: Invalid value: "integer": v in body must be of type string: "integer""#,
                #"v: Unsupported value: 1: supported values: "a""#,
            ]),
        Refusal(
            schema: #""x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]"#, value: "true",
            problems: [
                #"v: Invalid value: "boolean": v in body must be of type integer,string: "boolean""#,
                #"<nil>: Invalid value: "": "v" must validate at least one schema (anyOf)"#,
                #"v: Invalid value: "boolean": v in body must be of type integer: "boolean""#,
            ]),
        Refusal(
            schema:
                #""type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]"#,
            value: #"{"a":"1","b":"2"}"#,
            problems: [
                #"<nil>: Invalid value: "": "v" must validate one and only one schema (oneOf). Found 2 valid alternatives"#
            ]),
        Refusal(
            schema: #""type":"string","not":{"enum":["x"]}"#, value: #""x""#,
            problems: [#"<nil>: Invalid value: "": "v" must not validate the schema (not)"#]),
        Refusal(schema: #""type":"string","nullable":true"#, value: "null", problems: []),
        Refusal(
            schema:
                #""type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true"#,
            value: #"{"kind":"Pod"}"#, problems: ["v.apiVersion: Required value: must not be empty"]),
        Refusal(
            schema:
                #""type":"object","properties":{"a":{"type":"integer"}},"x-kubernetes-validations":[{"rule":"self.a > 1","messageExpression":"'a is ' + string(self.a)","reason":"FieldValueForbidden","fieldPath":".a"}]"#,
            value: #"{"a":1}"#, problems: ["v.a: Forbidden: a is 1"]),
        Refusal(
            schema:
                #""type":"object","properties":{"a":{"type":"integer"}},"x-kubernetes-validations":[{"rule":"self.a > 1"}]"#,
            value: #"{}"#, problems: [#"v: Invalid value: "object": no such key: a evaluating rule: self.a > 1"#]),
        Refusal(
            schema:
                #""type":"integer","x-kubernetes-validations":[{"rule":"oldSelf.hasValue() || self == 1","optionalOldSelf":true,"message":"starts at 1"}]"#,
            value: "2", problems: ["v: Invalid value: 2: starts at 1"]),
    ])
    func refusalsAreWordedAsTheServerDoes(_ refusal: Refusal) throws {
        let schema = StructuralSchema(
            try Value(json: #"{"type":"object","properties":{"v":{\#(refusal.schema)}}}"#))
        let object = try Value(json: #"{"v":\#(refusal.value)}"#)
        #expect(schema.problems(of: object, live: nil).map(\.description) == refusal.problems)
    }

    @Test func anUnchangedValueIsNotHeldAgainstARule() throws {
        let schema = StructuralSchema(
            try Value(
                json: """
                    {"type":"object","properties":{"a":{"type":"integer","x-kubernetes-validations":[{"rule":"self > 1"}]},
                      "b":{"type":"integer"}}}
                    """))
        #expect(schema.problems(of: ["a": 1, "b": 2], live: ["a": 1, "b": 1]) == [])
        #expect(schema.problems(of: ["a": 0, "b": 2], live: ["a": 1, "b": 1]).count == 1)
    }

    @Test func defaultsReachIntoListsAndMaps() throws {
        let schema = StructuralSchema(
            try Value(
                json: """
                    {"type":"object","properties":{
                      "l":{"type":"array","items":{"type":"object","default":{"x":1},"properties":{"y":{"type":"integer","default":2}}}},
                      "m":{"type":"object","additionalProperties":{"type":"object","properties":{"z":{"type":"string","default":"d"}}}},
                      "any":{"type":"object","additionalProperties":true},
                      "e":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}}
                    }}
                    """))
        let sent = try Value(
            json: """
                {"l":[{},null],"m":{"a":{},"b":null},"any":{"a":1,"o":{"p":1}},
                 "e":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","x":1},"x":1,"spec":{"y":1}}}
                """)
        let stored = try Value(
            json: """
                {"l":[{"y":2},{"x":1,"y":2}],"m":{"a":{"z":"d"}},"any":{"a":1,"o":{}},
                 "e":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{}}}
                """)
        #expect(schema.decoded(sent) == stored)
    }

    @Test func whatIsPrunedIsNamed() throws {
        let schema = StructuralSchema(
            try Value(
                json: """
                    {"type":"object","properties":{"spec":{"type":"object","properties":{
                      "bare":{"type":"object"},"free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                      "l":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}}}}}}
                    """))
        let object = try Value(
            json: #"{"kind":"K","metadata":{"x":1},"spec":{"bare":{"y":1},"free":{"z":1},"l":[{"a":"1","b":2}],"c":3}}"#
        )
        #expect(schema.undeclared(in: object) == ["spec.bare.y", "spec.l[0].b", "spec.c"])
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
