import CCurl

/// The address of a proxy, as Go reads it: `http`, `https` and `socks5`, whose names the proxy resolves.
package struct ProxyURL: Sendable, Hashable {
    /// As libcurl takes it, with the port that Go assumes and with the credentials.
    let curlText: String
    /// Without credentials: what may be shown.
    let bare: String

    private static let ports = ["http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"]

    /// Nil where it is no such URL.
    init?(_ text: String) {
        guard !text.utf8.contains(0), let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = CurlURL.part(CURLUPART_SCHEME, of: handle), let port = Self.ports[scheme],
            CurlURL.part(CURLUPART_HOST, of: handle) != nil
        else { return nil }
        if CurlURL.part(CURLUPART_PORT, of: handle) == nil {
            guard curl_url_set(handle, CURLUPART_PORT, port, 0) == CURLUE_OK else { return nil }
        }
        for part in [CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_FRAGMENT] { curl_url_set(handle, part, nil, 0) }
        // Go lets the proxy resolve names in both; libcurl calls that `socks5h`.
        if scheme == "socks5",
            curl_url_set(handle, CURLUPART_SCHEME, "socks5h", UInt32(CURLU_NON_SUPPORT_SCHEME)) != CURLUE_OK
        {
            return nil
        }
        guard let whole = CurlURL.part(CURLUPART_URL, of: handle) else { return nil }
        for secret in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS] { curl_url_set(handle, secret, nil, 0) }
        guard let bare = CurlURL.part(CURLUPART_URL, of: handle) else { return nil }
        (curlText, self.bare) = (whole, bare)
    }

    /// Whether a text is such a URL.
    package static func isUsable(_ text: String) -> Bool { ProxyURL(text) != nil }
}
