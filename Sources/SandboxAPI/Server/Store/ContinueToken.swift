import Document

/// Where a list in chunks goes on, and at which version: `{"v":"meta.k8s.io/v1","rv":291,"start":"page-09\u0000"}` in
/// unpadded base64 for URLs.
struct ContinueToken: Sendable, Hashable {
    var version: UInt64
    /// The path of the last object that was given.
    var last: String

    init(version: UInt64, last: String) {
        self.version = version
        self.last = last
    }

    /// Reads a token, with the words of `k8s.io/apiserver/pkg/storage/continue.go`.
    init(_ text: String) throws(StatusError) {
        let prefix = "invalid continue token: continue key is not valid: "
        guard let bytes = URLBase64.urlDecoded(text) else {
            throw .badRequest(prefix + "illegal base64 data at input byte \(URLBase64.illegalPosition(in: text))")
        }
        let token: Value
        do { token = try Value(json: bytes) } catch {
            throw .badRequest(prefix + GoJSON.complaint(about: bytes))
        }
        guard token["v"]?.string == "meta.k8s.io/v1" else {
            throw .badRequest(prefix + "server does not recognize this encoded version \"\(token["v"]?.plain ?? "")\"")
        }
        guard let version = token["rv"]?.integer.flatMap(UInt64.init(exactly:)), version > 0,
            let start = token["start"]?.string, !start.isEmpty
        else { throw .badRequest(prefix + "incorrect encoded start resourceVersion") }
        self.version = version
        last = String(start.drop { $0 == "/" }.prefix { $0 != "\0" })
    }

    var encoded: String {
        let token: Value = [
            "v": "meta.k8s.io/v1", "rv": .integer(Int64(clamping: version)), "start": .string(last + "\0"),
        ]
        return URLBase64.urlEncoded(token.json())
    }
}
