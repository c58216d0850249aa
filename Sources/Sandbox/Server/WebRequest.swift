/// One request as a listener read it: complete, the body in memory.
package struct WebRequest: Sendable {
    /// In upper case.
    package var method: String
    /// Without the query, percent-encoding untouched.
    package var path: String
    /// What follows the first `?`; empty where there is none.
    package var query: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// The DER bytes of the certificate the client showed, checked by nobody yet.
    package var clientCertificate: [UInt8]?

    /// A request; `target` is the path with its query.
    package init(
        method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        clientCertificate: [UInt8]? = nil
    ) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method.uppercased()
        path = String(parts.first ?? "/")
        query = parts.count > 1 ? String(parts[1]) : ""
        self.headers = headers
        self.body = body
        self.clientCertificate = clientCertificate
    }

    /// The first header of a name, whatever its letter case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The bearer token of the `Authorization` header.
    package var bearerToken: String? {
        guard let header = header("authorization"), header.lowercased().hasPrefix("bearer ") else { return nil }
        return String(header.dropFirst("bearer ".count))
    }

    /// The segments of the path, decoded.
    package var segments: [String] {
        path.split(separator: "/").map { $0.removingPercentEncoding }
    }

    /// The first value of a query parameter, decoded.
    package func parameter(_ name: String) -> String? {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, key.removingPercentEncoding == name else { continue }
            return parts.count > 1 ? parts[1].removingPercentEncoding : ""
        }
        return nil
    }
}

extension StringProtocol {
    /// The text with `%XX` and `+` decoded, as query strings and paths carry it; a broken escape stays as it is.
    package var removingPercentEncoding: String {
        guard utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(self) }
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                if rest.count >= 2, let decoded = UInt8(digits, radix: 16) {
                    bytes.append(decoded)
                    rest.removeFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
