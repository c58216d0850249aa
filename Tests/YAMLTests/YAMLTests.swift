import Document
import Testing

@testable import YAML

struct YAMLTests {
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
}
