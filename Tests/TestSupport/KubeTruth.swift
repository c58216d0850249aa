import Document
import Foundation

/// The transcripts of a real API server that lie beside the checkout; absent in a public clone.
package enum KubeTruth {
    /// The folder of the transcripts.
    package static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/kube-truth")

    /// Whether the tests that need them can run; in CI their absence is a failure, so there they always do.
    package static let isPresent =
        FileManager.default.fileExists(atPath: folder.path) || ProcessInfo.processInfo.environment["CI"] != nil

    /// A JSON file among them.
    package static func value(of file: String) throws -> Value {
        try Value(json: Data(contentsOf: folder.appendingPathComponent(file)))
    }

    /// One request and its answer.
    package struct Exchange: Sendable {
        package var note: String
        package var method: String
        /// With the query.
        package var path: String
        package var headers: [(name: String, value: String)]
        package var body: Value
        package var status: Int
        /// The headers that were recorded, `Content-Type` among them.
        package var answerHeaders: [(name: String, value: String)]
        package var answer: Value

        /// A parameter of the query, percent signs as they stand.
        package func query(_ name: String) -> String? {
            path.split(separator: "?").dropFirst().first?.split(separator: "&")
                .first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
        }

        /// The path without the query: names the object.
        package var object: String { String(path.prefix { $0 != "?" }) }
    }

    /// The steps of a scenario, in order.
    package static func scenario(_ name: String) throws -> [Exchange] {
        try (value(of: "\(name).json")["steps"]?.array ?? []).map { step in
            let request = step["request"]
            let response = step["response"]
            return Exchange(
                note: step["note"]?.string ?? "", method: request?["method"]?.string ?? "",
                path: request?["path"]?.string ?? "", headers: headers(request), body: request?["body"] ?? .null,
                status: Int(response?["status"]?.integer ?? 0),
                answerHeaders: [("Content-Type", response?["contentType"]?.string ?? "")] + headers(response),
                answer: response?["body"] ?? .null)
        }
    }

    private static func headers(_ message: Value?) -> [(name: String, value: String)] {
        (message?["headers"]?.object ?? [:]).map { ($0.key, $0.value.plain) }
    }

    /// The 200 random sequences of writes, each with its seed and kind.
    package static func randomSequences() throws -> [(name: String, exchanges: [Exchange])] {
        let text = try Data(contentsOf: folder.appendingPathComponent("ssa-random.jsonl"))
        return try text.split(separator: UInt8(ascii: "\n")).map { line in
            let sequence = try Value(json: line)
            let exchanges = (sequence["steps"]?.array ?? []).map { step in
                Exchange(
                    note: "", method: step[0]?.string ?? "", path: step[1]?.string ?? "",
                    headers: [("Content-Type", step[2]?.string ?? ""), ("Accept", "application/json")],
                    body: step[3] ?? .null, status: Int(step[4]?.integer ?? 0), answerHeaders: [],
                    answer: step[5] ?? .null)
            }
            return ("\(sequence["seed"]?.plain ?? "") \(sequence["kind"]?.plain ?? "")", exchanges)
        }
    }
}
