import Document
import Testing

/// A few members are kept otherwise than many: whatever is done with them has to come to the same.
struct ObjectTests {
    /// By bytes, whatever a language or Unicode would say of them.
    @Test func isSortedByTheBytesOfItsKeys() {
        let keys = ["", "A", "Z", "a", "aa", "ab", "a long key that is no small string", "z", "é", "字", "👩‍👩‍👧"]
        let expected = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for seed in 0..<8 {
            let shuffled = keys.enumerated().sorted {
                ($0.offset * (seed + 3) % 13, 0) < ($1.offset * (seed + 3) % 13, 0)
            }
            #expect(Object(shuffled.map { ($0.element, .null) }).sorted.map(\.key) == expected)
        }
        // The same to a reader, and not the same bytes.
        let spellings = keys + ["e\u{301}", "z "]
        for one in spellings {
            for other in spellings {
                #expect(one.precedesInBytes(other) == one.utf8.lexicographicallyPrecedes(other.utf8))
                #expect(
                    one.precedesInBytes(other, endingIn: UInt8(ascii: "/"))
                        == (one + "/").utf8.lexicographicallyPrecedes((other + "/").utf8))
            }
        }
    }

    @Test(arguments: [0, 1, 2, 15, 16, 17, 18, 40])
    func isWhatItsStepsMadeOfIt(_ count: Int) throws {
        var object = Object()
        var expected: [(key: String, value: Value)] = []
        for index in 0..<count {
            object["key \(index)"] = .integer(Int64(index))
            expected.append(("key \(index)", .integer(Int64(index))))
        }
        expect(object, expected)
        expect(Object(expected.map { ($0.key, $0.value) }), expected)
        guard case .object(let read) = try Value(json: Value.object(object).json()) else { return }
        expect(read, expected)
        #expect(read == object && read.hashValue == object.hashValue)

        for index in stride(from: 0, to: count, by: 3) {
            #expect(object.removeValue(forKey: "key \(index)") == .integer(Int64(index)))
            object["key \(index)"] = "again"
            expected.removeAll { $0.key == "key \(index)" }
            expected.append(("key \(index)", "again"))
        }
        expect(object, expected)
        for index in stride(from: 1, to: count, by: 4) {
            #expect(object.updateValue(["a": []], forKey: "key \(index)") != nil)
            object["key \(index)"]?["a"] = [1]
            let place = try #require(expected.firstIndex { $0.key == "key \(index)" })
            expected[place].value = ["a": [1]]
        }
        expect(object, expected)
        object["absent"] = nil
        object["absent"]?["deeper"] = 1
        #expect(object.removeValue(forKey: "absent") == nil)
        expect(object, expected)
        for member in expected { object[member.key] = nil }
        #expect(object.isEmpty && object == [:])
    }

    @Test func theLastOfSeveralStandsWhereTheFirstStood() {
        let object = Object([("a", 1), ("b", 2), ("a", 3)])
        #expect(object.map(\.key) == ["a", "b"] && object["a"] == 3)
    }

    @Test func aCopyIsItsOwn() {
        let one: Value = ["a": ["b": 1]]
        var other = one
        other["a"]?["b"] = 2
        #expect(one == ["a": ["b": 1]] && other == ["a": ["b": 2]])
    }

    private func expect(
        _ object: Object, _ members: [(key: String, value: Value)], _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(object.count == members.count, sourceLocation: location)
        #expect(object.map(\.key) == members.map(\.key), sourceLocation: location)
        #expect(object.map(\.value) == members.map(\.value), sourceLocation: location)
        #expect(object.sorted.map(\.key) == members.map(\.key).sorted(), sourceLocation: location)
        for (key, value) in members { #expect(object[key] == value, sourceLocation: location) }
        #expect(object["absent"] == nil, sourceLocation: location)
    }
}
