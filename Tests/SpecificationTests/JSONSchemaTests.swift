import Document
import Testing

@testable import Specification

/// The JSON Schemas beside the specs are those that reading is derived from. To write them anew:
/// `BERTH_RECORD=1 swift test --filter JSONSchemaTests`.
struct JSONSchemaTests {
    @Test(arguments: SpecificationKind.allCases)
    func filesAreInStep(kind: SpecificationKind) throws {
        let file = "specs/schemas/\(kind.schemaFile)"
        let bytes = kind.jsonSchema.json(.pretty)
        if Folder.isRecording { try Folder.write(bytes, to: "\(Folder.root)/\(file)") }
        let kept = try DiskFileSource(root: Folder.root).contents(of: file, limit: 1 << 20)
        #expect(kept == bytes, "\(file) is out of step")
    }

    @Test func schemasSayWhatReadingChecks() throws {
        let schema = SpecificationKind.workspace.jsonSchema
        let spec = try #require(schema[["properties", "spec"]])
        #expect(schema["required"] == ["apiVersion", "kind", "metadata", "spec"])
        #expect(spec["additionalProperties"] == false)
        #expect(spec["required"] == ["kubernetes"])
        #expect(spec[["properties", "kind", "enum"]] == ["standard", "root", .null])
        #expect(spec[["properties", "kind", "default"]] == "standard")
    }
}
