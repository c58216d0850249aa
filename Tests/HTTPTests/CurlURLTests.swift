import Testing

@testable import HTTP

@Suite struct CurlURLTests {
    @Test func readsTheParts() throws {
        let url = try #require(CurlURL("https://u:p@host.test/a?b#c"))
        #expect((url.scheme, url.host, url.port, url.bare) == ("https", "host.test", "443", "https://host.test/a"))
        #expect(CurlURL("http://[::1]:80/")?.host == "[::1]")
        #expect(CurlURL("file:///etc/passwd") == nil)
        #expect(CurlURL("http://a\0b/") == nil)
    }

    @Test(arguments: ["localhost", "a.localhost", "127.0.0.1", "127.9.8.7", "[::1]"])
    func knowsThisMachine(_ host: String) { #expect(CurlURL.isLoopback(host)) }

    @Test(arguments: ["example.com", "128.0.0.1", "localhost.example.com", "127.0.0.1.example.com", "[::2]"])
    func knowsOthers(_ host: String) { #expect(!CurlURL.isLoopback(host)) }

    @Test(arguments: [
        ("https://git.example.com/api/v3/", "https://git.example.com/api/v3"),
        ("https://git.example.com", "https://git.example.com"),
        ("http://127.0.0.1:80/gitlab/api/v4", "http://127.0.0.1:80/gitlab/api/v4"), ("http://git.example.com/api", nil),
        ("https://u:p@git.example.com/", nil), ("https://git.example.com/?a", nil), ("https://git.example.com/#a", nil),
        ("ftp://git.example.com/", nil), ("git.example.com", nil), ("", nil),
    ])
    func sendsCredentialsOverTLSOrToThisMachine(_ text: String, _ base: String?) {
        #expect(HTTPRequest.confidentialBase(text) == base)
    }
}
