import Synchronization

/// A request on its way through the loop, and who gets the answer.
final class Transfer: Sendable {
    let request: HTTPRequest
    let url: CurlURL
    /// Nil: a direct connection.
    let proxy: ProxyURL?
    let receiver: any TransferReceiver
    /// Streams last as long as they like, so they are not counted among the requests of a host.
    let isStream: Bool
    private let cancellation = Atomic<Bool>(false)

    /// Refuses what cannot be sent.
    init(
        _ request: HTTPRequest, _ proxies: ProxyEnvironment, isStream: Bool, receiver: any TransferReceiver
    ) throws(HTTPError) {
        guard let url = CurlURL(request.url) else {
            throw HTTPError(.invalidRequest, request, "the URL is not a valid http or https URL")
        }
        for field in request.headers.fields where !field.isValid {
            throw HTTPError(.invalidRequest, request, "the header \(field.name) contains what no header may contain")
        }
        guard !request.method.isEmpty, request.method.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
        else { throw HTTPError(.invalidRequest, request, "the method is not a word of capital letters") }
        if let target = request.connectTo, CurlURL("http://\(target)/")?.port == nil || target.contains("/") {
            throw HTTPError(.invalidRequest, request, "\(target) is not a host and port to connect to")
        }
        if let name = request.tls.serverName, !TLSSettings.isUsable(serverName: name) {
            throw HTTPError(.invalidRequest, request, "the TLS server name is neither a host name nor an address")
        }
        proxy = try Self.proxy(of: request, url, proxies)
        self.request = request
        self.url = url
        self.receiver = receiver
        self.isStream = isStream
    }

    private static func proxy(
        of request: HTTPRequest, _ url: CurlURL, _ proxies: ProxyEnvironment
    ) throws(HTTPError) -> ProxyURL? {
        if let text = request.proxyURL {
            if let proxy = ProxyURL(text) { return proxy }
            throw HTTPError(.invalidRequest, request, "its proxy is not an http, https or socks5 URL")
        }
        let dialed = request.connectTo.flatMap { CurlURL("http://\($0)/") } ?? url
        do throws(ProxyEnvironment.Unusable) {
            return try proxies.proxy(for: url, dialed: (dialed.host, dialed.port))
        } catch {
            throw HTTPError(.invalidRequest, request, "\(error.variable) is not an http, https or socks5 URL")
        }
    }

    /// What the number of requests is limited for: where the connection goes.
    var hostKey: String { request.connectTo ?? "\(url.host):\(url.port)" }

    var isCancelled: Bool { cancellation.load(ordering: .acquiring) }

    func markCancelled() { cancellation.store(true, ordering: .releasing) }
}

/// Takes an answer as it arrives; called on the loop's thread.
protocol TransferReceiver: AnyObject, Sendable {
    /// The final status and its headers, once, before any bytes.
    func receive(status: Int, headers: HTTPHeaders)
    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception
    /// The end, once; nil says that the answer is complete.
    func finish(_ error: HTTPError?, wasResent: Bool)
}

enum Reception {
    case taken
    /// Nothing was taken; the same bytes come again after a resume.
    case paused
    case tooLarge
}
