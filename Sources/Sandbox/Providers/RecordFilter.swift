import Document

/// Which records of a zone of Cloudflare's a list request means: `type`, `name`, `content`, `comment` and their forms
/// (`name.exact`, `comment.startswith`…), `proxied`, `search`, `match`, and their order.
struct RecordFilter {
    private let tests: [@Sendable (Value) -> Bool]
    private let matchesAny: Bool
    private let order: String
    private let descends: Bool

    init(_ request: WebRequest) {
        var tests: [@Sendable (Value) -> Bool] = []
        if let type = request.parameter("type") { tests.append { $0["type"]?.string == type.uppercased() } }
        if let flag = request.parameter("proxied") { tests.append { $0["proxied"]?.bool == (flag == "true") } }
        for member in ["name", "content", "comment"] {
            for (form, test) in Self.forms {
                guard let wanted = request.parameter(form.isEmpty ? member : "\(member).\(form)")?.lowercased() else {
                    continue
                }
                tests.append { record in test(record[member]?.string?.lowercased() ?? "", wanted) }
            }
        }
        if let wanted = request.parameter("search")?.lowercased() {
            tests.append { record in
                ["name", "content", "comment"].contains {
                    record[$0]?.string?.lowercased().contains(wanted) == true
                }
            }
        }
        self.tests = tests
        matchesAny = request.parameter("match") == "any"
        order = request.parameter("order") ?? "type"
        descends = request.parameter("direction") == "desc"
    }

    private static let forms: [(String, @Sendable (String, String) -> Bool)] = [
        ("", { $0 == $1 }), ("exact", { $0 == $1 }), ("contains", { $0.contains($1) }),
        ("startswith", { $0.hasPrefix($1) }), ("endswith", { $0.hasSuffix($1) }),
        ("present", { text, _ in !text.isEmpty }),
        ("absent", { text, _ in text.isEmpty }),
    ]

    func matches(_ record: Value) -> Bool {
        guard !tests.isEmpty else { return true }
        return matchesAny ? tests.contains { $0(record) } : tests.allSatisfy { $0(record) }
    }

    func sorted(_ records: [Value]) -> [Value] {
        func key(_ record: Value) -> [String] {
            [order, "name", "content", "id"].map { record[$0]?.plain ?? "" }
        }
        let sorted = records.map { (key($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
        return descends ? sorted.reversed() : sorted
    }
}
