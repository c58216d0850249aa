import Document
import Foundation

/// A secret that a test plants, and all the forms in which it could come out somewhere.
struct PlantedValue: Sendable {
    let value: String
    /// The Secret that it is for: the path of the object in the API of the tenant.
    let path: String
    let cluster: String

    /// `object` is `<namespace>/<name>` in the tenant of the workspace.
    init(_ value: String, for workspace: String, _ object: String) {
        self.value = value
        let parts = object.split(separator: "/")
        path = "/api/v1/namespaces/\(parts[0])/secrets/\(parts[1])"
        cluster = "tenant/m1/k8s-w-\(workspace)/\(workspace)"
    }

    /// Plain, as it is written in JSON, in URLs, and in base64, also within something longer.
    var forms: [String] {
        let bytes = Array(value.utf8)
        let encoded = (0..<3).map { shift in
            let text = Base64.encode(Array(repeating: 0, count: shift) + bytes)
            // The letters that only hold bits of the value.
            return String(text.dropFirst((shift * 8 + 5) / 6).prefix((bytes.count * 8 - (6 - shift * 8 % 6) % 6) / 6))
        }
        let urls = encoded.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
        let percent = bytes.map { byte in
            let letter = Character(UnicodeScalar(byte))
            return letter.isASCII && (letter.isLetter || letter.isNumber || "-._~".contains(letter))
                ? String(letter) : "%" + String(Int(byte) + 0x100, radix: 16, uppercase: true).suffix(2)
        }.joined()
        return Array(
            Set(
                [
                    value, value.replacing("/", with: #"\/"#), percent, percent.lowercased(),
                    bytes.map { String($0, radix: 16) }.joined(),
                ] + encoded + urls))
    }

    func isFound(in text: String) -> Bool { forms.contains { text.contains($0) } }
}

/// A request that the sandbox answered, with all that it carried.
struct SeenRequest: Sendable {
    let method: String
    let cluster: String
    let path: String
    let query: String
    let body: String
    /// Lines `name: value`, in their order.
    let headers: [String]

    init(_ entry: Value) {
        method = entry["method"]?.string ?? ""
        cluster = entry["cluster"]?.string ?? ""
        path = entry["path"]?.string ?? ""
        query = entry["query"]?.string ?? ""
        body = String(decoding: entry["body"]?.string.flatMap(Base64.decode) ?? [], as: UTF8.self)
        headers = (entry["headers"]?.array ?? []).map { header in
            "\(header["name"]?.string?.lowercased() ?? ""): \(header["value"]?.string ?? "")"
        }
    }

    var isDryRun: Bool { query.contains("dryRun") }
    /// Without what it carries for the reader of the body, and for whoever checks who asks.
    var envelope: String {
        let others = headers.filter { !$0.hasPrefix("authorization: ") }
        return "\(method) \(cluster) \(path)?\(query)\n\(others.joined(separator: "\n"))"
    }
    var authorization: String { headers.filter { $0.hasPrefix("authorization: ") }.joined(separator: "\n") }
    var text: String { "\(envelope)\n\(authorization)\n\n\(body)" }
}
