import Document
import Testing

struct JSONTests {
    struct Case: Sendable {
        var text: String
        var value: Value
    }

    @Test(arguments: [
        Case(text: "null", value: .null),
        Case(text: " [1, -2.5, 1e3, true] ", value: [1, .number(-2.5), 1000, true]),
        Case(text: #"{"b": {"a": ""}, "a": []}"#, value: ["a": [], "b": ["a": ""]]),
        Case(text: #""\u00e9\n\ud83d\ude00\/\"""#, value: "é\n😀/\""),
        Case(text: "9223372036854775807", value: 9_223_372_036_854_775_807),
    ])
    func reads(_ test: Case) throws {
        let value = try Value(json: test.text)
        #expect(value == test.value)
        #expect(try Value(json: value.json()) == test.value)
        #expect(try Value(json: value.json(.pretty)) == test.value)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "01", "1.", "+1", "nul", "\"\u{1}\"", #""\ud800""#, #""\x""#, "1 2",
        "{\"a\":1,\"a\":2}",
        "1e999", #"{a:1}"#,
    ])
    func refuses(_ text: String) {
        #expect(throws: JSONError.self) { try Value(json: text) }
    }

    @Test func refusesDeepNesting() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try Value(json: text) }
    }

    @Test func refusesInvalidUTF8() {
        #expect(throws: JSONError.self) { try Value(json: [0x22, 0xFF, 0x22]) }
    }

    @Test func notesRepeatedKeysWhereAskedTo() throws {
        var repeated: [Path] = []
        let value = try Value(json: #"{"a":[{"b":1,"b":2}],"c":1,"c":{"d":3}}"#.utf8, repeatedKeys: &repeated)
        #expect(value == ["a": [["b": 2]], "c": ["d": 3]])
        #expect(repeated == [Path([.key("a"), .index(0), .key("b")]), ["c"]])
    }

    @Test func canonicalBytesDoNotDependOnOrder() throws {
        let one = try Value(json: #"{"b":1,"a":{"d":[2,1],"c":null}}"#)
        let other = try Value(json: #"{"a":{"c":null,"d":[2,1]},"b":1}"#)
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one.json(.canonical) == other.json(.canonical))
        #expect(Digest(of: one) == Digest(of: other))
        #expect(one.compactJSON != other.compactJSON)
    }
}
