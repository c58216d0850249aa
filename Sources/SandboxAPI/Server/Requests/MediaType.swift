/// One media type of an `Accept` or `Content-Type` header: `application/json;as=Table;v=v1;g=meta.k8s.io`.
struct MediaType: Sendable, Hashable {
    /// Type and subtype in lower case.
    var name: String
    var parameters: [String: String]

    init(_ text: some StringProtocol) {
        let parts = text.split(separator: ";").map { $0.trimmed }
        name = (parts.first ?? "").lowercased()
        parameters = Dictionary(
            parts.dropFirst().map { part in
                let halves = part.split(separator: "=", maxSplits: 1).map(String.init)
                return (halves.first ?? "", halves.count > 1 ? halves[1] : "")
            }
        ) { $1 }
    }

    /// The media types of a header's values in the order of preference.
    static func list(_ values: [String]) -> [MediaType] {
        values.flatMap { $0.split(separator: ",").map(MediaType.init) }
    }
}

extension StringProtocol {
    /// The text without blanks around it.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
