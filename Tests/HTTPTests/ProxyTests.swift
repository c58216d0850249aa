import TestSupport
import Testing

@testable import HTTP

/// Which proxy a request goes through, and what the proxy sees of it.
@Suite struct ProxyTests {
    struct Case: Sendable {
        var url: String
        var variables: [String: String]
        /// `nil`: a direct connection.
        var proxy: String?
        var dialed: String?
    }

    /// As `golang.org/x/net/http/httpproxy` decides, which kubectl asks.
    @Test(arguments: [
        Case(url: "https://a.test/", variables: ["HTTPS_PROXY": "http://p.test:3128"], proxy: "http://p.test:3128/"),
        Case(url: "https://a.test/", variables: ["https_proxy": "p.test:3128"], proxy: "http://p.test:3128/"),
        Case(url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test"], proxy: "http://p.test:80/"),
        Case(url: "https://a.test/", variables: ["HTTPS_PROXY": "https://p.test"], proxy: "https://p.test:443/"),
        Case(url: "https://a.test/", variables: ["HTTPS_PROXY": "socks5://p.test"], proxy: "socks5h://p.test:1080/"),
        Case(
            url: "https://a.test/", variables: ["HTTPS_PROXY": "upper.test", "https_proxy": "lower.test"],
            proxy: "http://upper.test:80/"),
        Case(
            url: "https://a.test/", variables: ["HTTPS_PROXY": "", "https_proxy": "lower.test"],
            proxy: "http://lower.test:80/"),
        Case(url: "https://a.test/", variables: ["HTTP_PROXY": "p.test", "ALL_PROXY": "p.test"]),
        Case(url: "http://a.test/", variables: ["HTTP_PROXY": "p.test"], proxy: "http://p.test:80/"),
        Case(url: "https://127.8.0.1/", variables: ["HTTPS_PROXY": "p.test"]),
        Case(url: "https://localhost:6443/", variables: ["HTTPS_PROXY": "p.test"]),
        Case(url: "https://[::1]/", variables: ["HTTPS_PROXY": "p.test"]),
        Case(url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test"], dialed: "127.0.0.1:6443"),
        Case(url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "*"]),
        Case(url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test", "no_proxy": "b.test, A.TEST"]),
        Case(url: "https://x.a.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "a.test"]),
        Case(
            url: "https://xa.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "a.test"],
            proxy: "http://p.test:80/"),
        Case(
            url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": ".a.test"],
            proxy: "http://p.test:80/"),
        Case(url: "https://x.a.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "*.a.test"]),
        Case(url: "https://a.test:6443/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "a.test:6443"]),
        Case(
            url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "a.test:6443"],
            proxy: "http://p.test:80/"),
        Case(url: "https://10.1.2.3/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "10.0.0.0/8"]),
        Case(
            url: "https://11.1.2.3/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "10.0.0.0/8"],
            proxy: "http://p.test:80/"),
        Case(url: "https://10.7.0.1/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "10.4.0.0/14"]),
        Case(
            url: "https://10.8.0.1/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "10.4.0.0/14"],
            proxy: "http://p.test:80/"),
        Case(url: "https://[fd00::7]/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "fd00::/8"]),
        Case(url: "https://[fd00::7]/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "fd00::7"]),
        Case(
            url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "10.0.0.0/8"],
            dialed: "10.0.0.9:6443"),
        Case(
            url: "https://a.test/", variables: ["HTTPS_PROXY": "p.test", "NO_PROXY": "/8,10.0.0.0/99,:1,,"],
            proxy: "http://p.test:80/"),
    ])
    func theEnvironmentSaysWhich(_ test: Case) throws {
        let url = try #require(CurlURL(test.url))
        let dialed = try #require(CurlURL("http://\(test.dialed ?? "\(url.host):\(url.port)")/"))
        let environment = ProxyEnvironment { test.variables[$0] }
        #expect(try environment.proxy(for: url, dialed: (dialed.host, dialed.port))?.curlText == test.proxy)
    }

    @Test(arguments: ["ftp://p.test", "http://", "http://p.test:port", "://"])
    func whatIsNoProxyIsRefused(_ text: String) async throws {
        #expect(!ProxyURL.isUsable(text))
        var options = HTTPClient.Options()
        options.proxies = ProxyEnvironment { $0 == "HTTPS_PROXY" ? text : nil }
        let client = HTTPClient(options)
        var request = HTTPRequest("GET", "https://a.test/")
        let error = await client.outcome(of: request).failure
        #expect(error?.kind == .invalidRequest && error?.reason.contains("HTTPS_PROXY") == true)
        request.proxyURL = text
        #expect(await client.outcome(of: request).failure?.kind == .invalidRequest)
        await client.close()
    }

    /// Which of the two could not be connected to is told, whatever the kind of proxy.
    @Test(arguments: ["http", "socks5"]) func aProxyThatIsAwayIsNamed(_ scheme: String) async throws {
        let client = HTTPClient()
        var request = HTTPRequest("GET", "https://a.test/")
        request.proxyURL = "\(scheme)://user:planted-word@127.0.0.1:1"
        let error = await client.outcome(of: request).failure
        #expect(error?.reason.hasPrefix("proxy \(scheme)") == true, "\(error?.reason ?? "")")
        #expect(error?.reason.hasSuffix("127.0.0.1:1/: connection refused") == true, "\(error?.reason ?? "")")
        await client.close()
    }

    @Test func credentialsOfAProxyAreNotShown() async throws {
        #expect(ProxyURL("http://user:word@p.test")?.bare == "http://p.test:80/")
        let proxy = try StubServer { _ in .text(407, "no") }
        let client = HTTPClient()
        var request = HTTPRequest("GET", "https://a.test/", headers: ["Authorization": "Bearer planted"])
        request.proxyURL = "http://user:planted-word@127.0.0.1:\(proxy.port)"
        let error = await client.outcome(of: request).failure
        #expect(error?.kind == .unreachable && error?.mayHaveReachedServer == false)
        #expect(error?.description.contains("407") == true && error?.description.contains("planted") == false)
        let seen = try #require(proxy.requests.first)
        #expect(seen.method == "CONNECT" && seen.target == "a.test:443")
        #expect(seen.headers["authorization"] == nil, "the token is for the server behind the proxy")
        #expect(seen.headers["proxy-authorization"]?.hasPrefix("Basic ") == true)
        await client.close()
    }

    @Test(arguments: [StubProxy.Kind.http, .socks5])
    func aRequestReachesItsServerThroughTheProxy(_ kind: StubProxy.Kind) async throws {
        let server = try await TLSTests.Server(names: "DNS:behind.test")
        let proxy = try StubProxy(kind, to: try #require(UInt16(server.port)))
        let client = HTTPClient()
        var request = HTTPRequest("GET", "https://behind.test:6443/", headers: ["Authorization": "Bearer planted"])
        request.tls.caPEM = server.caPEM
        request.proxyURL = "\(kind == .http ? "http" : "socks5")://127.0.0.1:\(proxy.port)"
        #expect(try await client.send(request).status == 200)
        let head = try #require(proxy.heads.first)
        #expect(head.contains("behind.test") && !head.contains("planted"), "the proxy resolves the name")
        await client.close()
    }
}
