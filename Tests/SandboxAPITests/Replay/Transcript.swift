import Document
import TestSupport

/// One scenario of what a real API server answered.
struct Transcript: Sendable {
    struct Step: Sendable {
        var note: String
        var method: String
        var path: String
        var headers: [(name: String, value: String)]
        /// Null where there is none; text where the request carried no JSON.
        var body: Value
        var status: Int
        var contentType: String
        var responseHeaders: [(name: String, value: String)]
        var responseBody: Value
    }

    var name: String
    var steps: [Step]

    /// Reads a scenario.
    init(_ name: String) throws {
        let document = try KubeTruth.value(of: "\(name).json")
        self.name = name
        steps = (document["steps"]?.array ?? []).map(Step.init)
    }
}

extension Transcript.Step {
    init(_ step: Value) {
        let request = step["request"] ?? .null
        let response = step["response"] ?? .null
        note = step["note"]?.string ?? ""
        method = request["method"]?.string ?? ""
        path = request["path"]?.string ?? ""
        headers = (request["headers"]?.object ?? [:]).map { ($0.key, $0.value.plain) }
        body = request["body"] ?? .null
        status = Int(response["status"]?.integer ?? 0)
        contentType = response["contentType"]?.string ?? ""
        responseHeaders = (response["headers"]?.object ?? [:]).map { ($0.key, $0.value.plain) }
        responseBody = response["body"] ?? .null
    }

    /// The bytes of the request's body.
    func bodyBytes(_ body: Value) -> [UInt8] {
        switch body {
        case .null: []
        case .string(let text): Array(text.utf8)
        default: body.json()
        }
    }
}
