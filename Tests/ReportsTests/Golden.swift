import Foundation
import Testing

/// Holds a report against the file `Golden/<name>`; with `BERTH_RECORD=1` in the environment the file is written anew.
func expectGolden(_ text: String, _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["BERTH_RECORD"] == "1" {
        try Data(text.utf8).write(to: url)
        return
    }
    let recorded = try String(contentsOf: url, encoding: .utf8)
    #expect(text == recorded, "Golden/\(name) differs", sourceLocation: sourceLocation)
}
