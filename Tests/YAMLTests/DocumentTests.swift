import Document
import Testing

@testable import YAML

/// What documents, keys and places are read as.
struct DocumentTests {
    private func value(_ text: String) throws -> Value? {
        try YAML.parse(Array(text.utf8), file: "a.yaml").first?.value
    }

    @Test func readsDocumentsWithPlaces() throws {
        let text = "---\nmetadata:\n  name: a\nrevision: 1.10\n---\n# nothing\n---\nitems: [1, two]\n"
        let documents = try YAML.parse(Array(text.utf8), file: "a.yaml")
        #expect(
            documents.map(\.value) == [["metadata": ["name": "a"], "revision": .number(1.1)], ["items": [1, "two"]]])
        let marks = documents[0].marks
        #expect(marks.location(of: ["metadata", "name"]).description == "a.yaml:3:9")
        #expect(marks.keyLocation(of: ["metadata", "name"]).description == "a.yaml:3:3")
        #expect(marks.location(of: ["metadata", "absent"]).description == "a.yaml:3:3")
        #expect(marks.sourceText(at: ["revision"]) == "1.10")
        #expect(marks.sourceText(at: ["metadata", "name"]) == nil)
        let second = documents[1].marks
        #expect(second.location(of: Path([.key("items"), .index(1)])).description == "a.yaml:8:12")
    }

    @Test(arguments: ["", "\n", "# only a comment\n", "---\n---\n", "~"])
    func emptyFilesHaveNoDocuments(text: String) throws {
        #expect(try YAML.parse(Array(text.utf8), file: "a.yaml").isEmpty)
    }

    @Test func columnsCountCharacters() throws {
        let document = try #require(try YAML.parse(Array("{\"größe\": ü, b: c}".utf8), file: "a.yaml").first)
        #expect(document.marks.keyLocation(of: ["b"]).column == 14)
    }

    @Test func byteOrderMarkAndWindowsLineEndsAreTaken() throws {
        #expect(try value("\u{FEFF}a: b\r\nc: |\r\n  d\r\n") == ["a": "b", "c": "d\n"])
    }

    @Test func mergesKeys() throws {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 5}
            list: {<<: [*base, *more]}
            text: {"<<": 1}
            """
        let document = try #require(try YAML.parse(Array(text.utf8), file: "a.yaml").first)
        #expect(document.value["one"] == ["a": 1, "b": 5])
        #expect(document.value["list"] == ["a": 1, "b": 2, "c": 4])
        #expect(document.value["text"] == ["<<": 1])
        #expect(document.marks.keyLocation(of: ["one", "a"]).description == "a.yaml:1:14")
    }

    @Test func coreTagsConvert() throws {
        #expect(
            try value("[!!str 1, !!int 1, !!float 1.5, !!bool yes, !!null ~, ! 5, !!seq [], !!map {}]")
                == ["1", 1, .number(1.5), true, .null, "5", [], [:]])
    }
}
