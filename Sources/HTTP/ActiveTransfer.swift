import CCurl
import Glibc

/// A transfer that libcurl works on, and the owner of its handle. Only the loop's thread uses it.
final class ActiveTransfer {
    let transfer: Transfer
    let handle: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText: UnsafeMutablePointer<CChar>
    private var head = ResponseHead()
    private var bodyPosition = 0
    /// Why a callback gave up.
    private var failure: HTTPError.Kind?
    private var wasResent = false

    /// `sessions` is what transfers share; it outlives them. Nil where libcurl refuses an option.
    init?(_ transfer: Transfer, userAgent: String, sessions: UnsafeMutableRawPointer?) {
        guard let handle = curl_easy_init() else { return nil }
        self.transfer = transfer
        self.handle = handle
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        var setup = CurlSetup(handle: handle)
        setup.apply(transfer, userAgent: userAgent)
        if let sessions { setup.set(CURLOPT_SHARE, pointer: sessions) }
        setup.set(CURLOPT_ERRORBUFFER, pointer: errorText)
        let context = Unmanaged.passUnretained(self).toOpaque()
        setup.set(CURLOPT_HEADERDATA, pointer: context)
        setup.set(CURLOPT_HEADERFUNCTION, callback: { ActiveTransfer.of($3)?.receiveHeader($0, $1 * $2) ?? 0 })
        setup.set(CURLOPT_WRITEDATA, pointer: context)
        setup.set(CURLOPT_WRITEFUNCTION, callback: { ActiveTransfer.of($3)?.receiveBody($0, $1 * $2) ?? 0 })
        setup.set(CURLOPT_READDATA, pointer: context)
        setup.set(CURLOPT_READFUNCTION, callback: { ActiveTransfer.of($3)?.giveBody($0, $1 * $2) ?? 0 })
        setup.set(CURLOPT_SEEKDATA, pointer: context)
        setup.setSeekCallback { context, offset, _ in
            ActiveTransfer.of(context)?.rewindBody(to: offset) ?? CURL_SEEKFUNC_FAIL
        }
        lists = setup.lists
        guard setup.isComplete else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> ActiveTransfer? {
        context.map { Unmanaged<ActiveTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func receiveHeader(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        switch head.append(UnsafeRawBufferPointer(start: data, count: count)) {
        case .more: break
        case .complete: transfer.receiver.receive(status: head.status, headers: head.headers)
        case .tooLarge:
            failure = .tooLarge
            return 0
        }
        return count
    }

    private func receiveBody(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        switch transfer.receiver.receive(UnsafeRawBufferPointer(start: data, count: count)) {
        case .taken: return count
        case .paused: return Int(CURL_WRITEFUNC_PAUSE)
        case .tooLarge:
            failure = .tooLarge
            return 0
        }
    }

    private func giveBody(_ target: UnsafeMutablePointer<CChar>?, _ capacity: Int) -> Int {
        guard let body = transfer.request.body, let target else { return 0 }
        let part = body[bodyPosition...].prefix(capacity)
        UnsafeMutableRawBufferPointer(start: target, count: capacity).copyBytes(from: part)
        bodyPosition += part.count
        return part.count
    }

    /// libcurl asks for the body again when it resends over a new connection what it had sent over a dead one.
    private func rewindBody(to offset: curl_off_t) -> Int32 {
        guard transfer.request.isIdempotent, offset == 0 else { return CURL_SEEKFUNC_FAIL }
        wasResent = true
        bodyPosition = 0
        return CURL_SEEKFUNC_OK
    }

    func resume() {
        curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    /// Tells the receiver how libcurl ended.
    func finish(_ code: CURLcode) {
        guard code != CURLE_OK else { return transfer.receiver.finish(nil, wasResent: wasResent) }
        let text = errorText.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
        let reason = code == CURLE_COULDNT_CONNECT ? connectReason ?? text : text
        finish(failure ?? HTTPError.Kind(code, handle), failure == .tooLarge ? limitReason : reason)
    }

    /// Why no connection stood, in the words of the system, and where to if that is not the host of the URL: libcurl's own
    /// words repeat what the error says already. Nil where the system gave no reason.
    private var connectReason: String? {
        var number = 0
        berth_curl_get_long(handle, CURLINFO_OS_ERRNO, &number)
        guard number != 0, let code = CInt(exactly: number) else { return nil }
        let words = String(cString: strerror(code)).lowercased()
        if let proxy = transfer.proxy { return "proxy \(proxy.bare): \(words)" }
        return transfer.request.connectTo.map { "\($0): \(words)" } ?? words
    }

    private var limitReason: String {
        head.isTooLarge
            ? "its headers are larger than \(ResponseHead.limit) bytes"
            : "it is larger than \(transfer.request.maxResponseBytes) bytes"
    }

    /// Tells the receiver that the transfer failed.
    func finish(_ kind: HTTPError.Kind, _ reason: String) {
        let error = HTTPError(kind, transfer.request, reason, mayHaveReachedServer: wasSent)
        transfer.receiver.finish(error, wasResent: wasResent)
    }

    /// True once a connection stood and the request was about to be written.
    private var wasSent: Bool {
        var microseconds: curl_off_t = 0
        berth_curl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        return microseconds > 0
    }
}

extension HTTPError.Kind {
    fileprivate init(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY:
            self = .unreachable
        case CURLE_RECV_ERROR where Self.isRefusedByProxy(handle): self = .unreachable
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        case CURLE_SSL_CONNECT_ERROR:
            var number = 0
            berth_curl_get_long(handle, CURLINFO_OS_ERRNO, &number)
            self = number == Int(ECONNRESET) ? .reset : .tls
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CLIENTCERT, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tls
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM,
            CURLE_SEND_FAIL_REWIND:
            self = .reset
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_BAD_CONTENT_ENCODING:
            self = .garbage
        default: self = .failed
        }
    }

    /// Whether the proxy answered that it does not connect.
    private static func isRefusedByProxy(_ handle: UnsafeMutableRawPointer) -> Bool {
        var status = 0
        berth_curl_get_long(handle, CURLINFO_HTTP_CONNECTCODE, &status)
        return status >= 300
    }
}
