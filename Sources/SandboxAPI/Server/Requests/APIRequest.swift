/// One HTTP request to an API server, its body read in full.
package struct APIRequest: Sendable {
    package var method: String
    /// The path, percent-decoded segment by segment, without the query.
    package var path: String
    package var query: [(name: String, value: String)]
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Nil where credentials were sent that nobody vouches for; that is answered with 401.
    package var user: APIUser?

    /// A request for a target as it stands in the request line: `/api/v1/pods?limit=5`.
    package init(
        method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        user: APIUser? = .administrator
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts.first ?? "").percentDecoded
        query = parts.count > 1 ? Self.pairs(of: parts[1]) : []
        self.headers = headers
        self.body = body
        self.user = user
    }

    /// The first value of a query parameter.
    package func parameter(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// Whether a switch such as `watch` or `force` is on, as Go's conversion reads it: `?watch` alone counts.
    package func flag(_ name: String) -> Bool {
        guard let value = parameter(name) else { return false }
        return value != "false" && value != "0"
    }

    /// The first value of a header, whatever the case of its name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// All values of a header.
    package func headers(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    private static func pairs(of query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? String(halves[1]) : ""
            return (String(halves[0]).formDecoded, value.formDecoded)
        }
    }
}

extension String {
    /// The text with `%41` written out; a `%` that starts no such pair stays.
    var percentDecoded: String {
        guard utf8.contains(UInt8(ascii: "%")) else { return self }
        let source = Array(utf8)
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let byte = UInt8(String(decoding: source[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 3
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The text of a query parameter, where a blank may be written `+`.
    var formDecoded: String {
        String(decoding: utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }, as: UTF8.self).percentDecoded
    }
}
