import Document
import Foundation
import Testing

/// The recorded answers of a real API server, which lie beside the repository and are read, never copied.
enum Transcripts {
    /// One recorded request with its answer.
    struct Step: Sendable {
        var note: String
        var method: String
        var path: String
        var headers: [(name: String, value: String)]
        var body: Value
        var status: Int
        var answer: Value
    }

    /// The folder; nil in a clone that stands alone, where the replay is skipped.
    static let folder: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let candidates = [
            root.appending(path: "../shared/kube-truth"), root.appending(path: "../../shared/kube-truth"),
        ]
        return candidates.map(\.standardizedFileURL)
            .first { FileManager.default.fileExists(atPath: $0.appending(path: "README.md").path) }
    }()

    /// Whether tests that need the transcripts run: without them they are skipped, but not in CI.
    static var areAvailable: Bool {
        folder != nil || ProcessInfo.processInfo.environment["CI"] == "true"
    }

    static func value(of file: String) throws -> Value {
        let folder = try #require(folder, "the transcripts are absent")
        return try Value(json: Data(contentsOf: folder.appending(path: file)))
    }

    static func scenario(_ name: String) throws -> [Step] {
        try (value(of: name + ".json")["steps"]?.array ?? []).map { step in
            let request = step["request"]
            return Step(
                note: step["note"]?.string ?? "", method: request?["method"]?.string ?? "",
                path: request?["path"]?.string ?? "",
                headers: (request?["headers"]?.object ?? [:]).map { ($0.key, $0.value.string ?? "") },
                body: request?["body"] ?? .null, status: Int(step["response"]?["status"]?.integer ?? 0),
                answer: step["response"]?["body"] ?? .null)
        }
    }

    /// The random sequences, one a line.
    static func sequences() throws -> [(name: String, steps: [Step])] {
        let folder = try #require(folder, "the transcripts are absent")
        let bytes = try Data(contentsOf: folder.appending(path: "ssa-random.jsonl"))
        return try bytes.split(separator: UInt8(ascii: "\n")).map { line in
            let sequence = try Value(json: line)
            let steps = (sequence["steps"]?.array ?? []).map { step in
                Step(
                    note: "", method: step[0]?.string ?? "", path: step[1]?.string ?? "",
                    headers: [("Content-Type", step[2]?.string ?? ""), ("Accept", "application/json")],
                    body: step[3] ?? .null,
                    status: Int(step[4]?.integer ?? 0), answer: step[5] ?? .null)
            }
            return ("\(sequence["seed"]?.integer ?? 0) \(sequence["kind"]?.string ?? "")", steps)
        }
    }
}
