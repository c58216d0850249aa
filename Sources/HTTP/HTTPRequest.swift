/// One request to one server: what is sent, and the bounds within which an answer is waited for.
package struct HTTPRequest: Sendable {
    package var method: String
    /// An absolute `http` or `https` URL, already percent-encoded.
    package var url: String
    package var headers: HTTPHeaders
    /// Nil sends none; an empty body is sent as a body of no bytes.
    package var body: [UInt8]?

    /// From the moment the request gets its turn until the last byte of the answer; nil sets no bound.
    package var timeout: Duration? = .seconds(30)
    /// Until the connection stands, the TLS handshake included.
    package var connectTimeout: Duration = .seconds(10)
    /// A body (of `HTTPClient.lines`: a single line) that is larger fails the request.
    package var maxResponseBytes = 256 << 20

    package var tls = TLSSettings()
    /// The `host:port` to dial instead of the one in the URL, which is still what the server is asked for and what
    /// its certificate is checked against. An IPv6 address stands in brackets.
    package var connectTo: String?
    /// The proxy to go through, `http`, `https` or `socks5`, whatever the host is; nil leaves that to the environment.
    package var proxyURL: String?
    /// Never sends over a connection that was used before.
    ///
    /// libcurl sends a request again by itself when a reused connection turns out dead, so whatever must not be done
    /// twice (a provider's POST) sets this.
    package var usesFreshConnection = false
    /// What it counts as where requests are counted.
    package var entry: RequestTally.Entry?
    /// Whether nothing more is to be asked over its connection, which is closed behind the answer.
    package var closesConnection = false
    /// Whether sending it twice has the effect of sending it once; by default what RFC 9110 says of the method.
    package var isIdempotent: Bool

    package init(_ method: String = "GET", _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        isIdempotent = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(method)
    }
}
