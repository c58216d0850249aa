import CCurl
import Glibc

/// A URL as libcurl reads it.
struct CurlURL {
    var scheme: String
    /// In brackets if it is an IPv6 address.
    var host: String
    var port: String
    /// The URL with no user, query or fragment.
    var bare: String

    /// Nil where libcurl would not read it or it is neither `http` nor `https`.
    init?(_ text: String) {
        guard !text.utf8.contains(0), let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: handle), ["http", "https"].contains(scheme),
            let host = Self.part(CURLUPART_HOST, of: handle),
            let port = Self.part(CURLUPART_PORT, of: handle, UInt32(CURLU_DEFAULT_PORT))
        else { return nil }
        for secret in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_QUERY, CURLUPART_FRAGMENT] {
            curl_url_set(handle, secret, nil, 0)
        }
        guard let bare = Self.part(CURLUPART_URL, of: handle) else { return nil }
        (self.scheme, self.host, self.port, self.bare) = (scheme, host, port, bare)
    }

    static func part(_ part: CURLUPart, of handle: OpaquePointer, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// The URL with another host, one that `isHost` accepts.
    static func replacingHost(of url: String, by host: String) -> String? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_HOST, host.contains(":") ? "[\(host)]" : host, 0) == CURLUE_OK
        else { return nil }
        return part(CURLUPART_URL, of: handle)
    }

    /// Whether a name can stand for a server: a host name, or an IPv4 or IPv6 address without brackets.
    static func isHost(_ name: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
        let labels = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let isName =
            name.utf8.count <= 253
            && labels.allSatisfy { (1...63).contains($0.utf8.count) && $0.utf8.allSatisfy(allowed.contains) }
        var address = in6_addr()
        guard isName || (!name.utf8.contains(0) && inet_pton(AF_INET6, name, &address) == 1) else { return false }
        guard isName else { return true }
        // libcurl reads `127.1` and `0x7f000001` as addresses: another name would be asked for than the one that is meant.
        return CurlURL("https://\(name)/")?.host.lowercased() == name.lowercased()
    }

    /// What may be shown of a URL: scheme, host, port and path.
    static func withoutSecrets(_ url: String) -> String {
        CurlURL(url)?.bare ?? "(no valid URL)"
    }

    /// True for names and addresses of this machine, which no proxy is asked for.
    static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || name == "[::1]" { return true }
        var address = in_addr()
        return inet_pton(AF_INET, name, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
    }
}

extension HTTPRequest {
    /// A URL that credentials may be sent below, without the slash at its end: `https`, or `http` to this machine, and without
    /// user, query and fragment. Nil for any other text.
    package static func confidentialBase(_ text: String) -> String? {
        guard !text.contains(where: { "?#@".contains($0) }), let url = CurlURL(text),
            url.scheme == "https" || CurlURL.isLoopback(url.host)
        else { return nil }
        return url.bare.hasSuffix("/") ? String(url.bare.dropLast()) : url.bare
    }
}
