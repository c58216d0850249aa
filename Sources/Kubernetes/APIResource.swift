import Document

/// How a server serves one kind.
package struct APIResource: Sendable, Hashable {
    package var kind: GroupVersionKind
    /// The name in paths: `configmaps`.
    package var plural: String
    package var isNamespaced: Bool
    package var verbs: Set<String>

    package init(kind: GroupVersionKind, plural: String, isNamespaced: Bool, verbs: Set<String>) {
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
        self.verbs = verbs
    }

    /// The path of its objects, or of one of them.
    func path(namespace: String?, name: String? = nil) -> String {
        var path = (kind.group.isEmpty ? "/api/" : "/apis/") + kind.apiVersion
        if isNamespaced, let namespace { path += "/namespaces/\(namespace.percentEncoded)" }
        path += "/\(plural)"
        return name.map { "\(path)/\($0.percentEncoded)" } ?? path
    }
}

extension String {
    /// Everything but RFC 3986's unreserved characters encoded.
    var percentEncoded: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
