import Synchronization

/// A request on its way through the loop, and who gets the answer.
final class Transfer: Sendable {
    let request: HTTPRequest
    let url: CurlURL
    let receiver: any TransferReceiver
    /// Streams last as long as they like, so they are not counted among the requests of a host.
    let isStream: Bool
    private let cancellation = Atomic<Bool>(false)

    /// Refuses what cannot be sent.
    init(_ request: HTTPRequest, isStream: Bool, receiver: any TransferReceiver) throws(HTTPError) {
        guard let url = CurlURL(request.url) else {
            throw HTTPError(.invalidRequest, request, "the URL is no valid http or https URL")
        }
        for field in request.headers.fields where !field.isValid {
            throw HTTPError(.invalidRequest, request, "the header \(field.name) contains what no header may contain")
        }
        guard !request.method.isEmpty, request.method.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
        else { throw HTTPError(.invalidRequest, request, "the method is no word of capital letters") }
        if let target = request.connectTo, CurlURL("http://\(target)/")?.port == nil || target.contains("/") {
            throw HTTPError(.invalidRequest, request, "\(target) is no host and port to connect to")
        }
        self.request = request
        self.url = url
        self.receiver = receiver
        self.isStream = isStream
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
