import Testing

@testable import Document

/// A text is read the same whether parts of it are shared or not, also where it is broken.
struct SharedPartsTests {
    private static let texts = [
        #"{"a":{"fieldsV1":{"f:x":{},".":{}}},"b":{"fieldsV1":{"f:x":{},".":{}}}}"#,
        #"{"fieldsV1":{"k:{\"name\":\"}\"}":{"f:a":{}}}}"#, #"{"fieldsV1":{"a\\":"}"}}"#, #"{"fieldsV1":[1,2]}"#,
        #"{"fieldsV1":null}"#, #"{"fieldsV1":{}}"#, #"{"fieldsV1":{"a":[{"b":"\u007d"}]}}"#,
        #"{"fieldsV1":{"a":1]}"#, #"{"fieldsV1":{"a":1}"#, #"{"fieldsV1":{"a":1,"a":2}}"#, #"{"fieldsV1":{"a"}"#,
        #"{"fieldsV1":{"a":"}"#, #"{"fieldsV1":{]}}"#,
    ]

    @Test(arguments: texts) func readsTheSame(_ text: String) {
        let shared = SharedParts(key: "fieldsV1")
        // The second time the parts are known.
        for _ in 0..<2 {
            let plain = Result { () throws(JSONError) in try Value(json: text) }
            let sharing = Result { () throws(JSONError) in try Value(json: Array(text.utf8), sharing: shared) }
            #expect(plain == sharing)
        }
    }

    /// Whatever was read before: also where one long key looks like another.
    @Test func keysStayAsTheyAre() throws {
        let shared = SharedParts()
        let keys = [
            "the name of a caf\u{E9}", "the name of a cafe\u{301}", "app.kubernetes.io/managed-by", "short", "",
        ]
        for key in keys + keys {
            let value = try Value(json: Value.object([key: 1]).json(), sharing: shared)
            #expect(value.object?.keys.first.map { Array($0.utf8) } == Array(key.utf8))
        }
    }

    @Test func brackets() throws {
        let shared = SharedParts(key: "fieldsV1")
        _ = try Value(json: Array(#"{"fieldsV1":{"a":1}}"#.utf8), sharing: shared)
        // The brackets fit, and what is in them does not: that it was known with other brackets says nothing.
        #expect(throws: JSONError.self) { try Value(json: Array(#"{"fieldsV1":{"a":1}x}"#.utf8), sharing: shared) }
        let deep =
            #"{"fieldsV1":"# + String(repeating: #"{"a":"#, count: 300) + "1" + String(repeating: "}", count: 301)
        #expect(throws: JSONError.self) { try Value(json: Array(deep.utf8), sharing: shared) }
    }
}
