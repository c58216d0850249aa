import CCurl

/// Turns a request into options of a libcurl handle.
struct CurlSetup {
    private let handle: UnsafeMutableRawPointer
    /// What the handle refers to until it is freed; the handle's owner frees them after it.
    private(set) var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// False once libcurl refused an option.
    private(set) var isComplete = true

    /// Before 8.0 answers that share an HTTP/2 connection now and then stop arriving a few kilobytes before their end,
    /// until the timeout (seen with 7.88.1 under a dozen parallel downloads).
    static let canMultiplex = curl_version_info(CURLVERSION_FIRST).pointee.version_num >= 0x080000

    init(handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    mutating func apply(_ transfer: Transfer, userAgent: String) {
        let request = transfer.request
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_USERAGENT, userAgent)
        set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds)
        if let timeout = request.timeout { set(CURLOPT_TIMEOUT_MS, timeout.milliseconds) }
        if !transfer.isStream { set(CURLOPT_MAXFILESIZE_LARGE, offset: curl_off_t(request.maxResponseBytes)) }
        applyConnection(transfer)
        applyTLS(request.tls)
        applyTarget(transfer)
        applyMethod(request)
    }

    private mutating func applyConnection(_ transfer: Transfer) {
        if transfer.isStream || !Self.canMultiplex {
            set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        } else {
            set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
            // Without TLS there is no offer to wait for, and requests would wait for whole answers.
            if transfer.url.scheme == "https" { set(CURLOPT_PIPEWAIT, 1) }
        }
        if transfer.request.usesFreshConnection { set(CURLOPT_FRESH_CONNECT, 1) }
        if transfer.request.closesConnection { set(CURLOPT_FORBID_REUSE, 1) }
        applyProxy(transfer)
    }

    /// What the environment says was read before: libcurl reads it otherwise than Go does, and `kubectl` with it.
    private mutating func applyProxy(_ transfer: Transfer) {
        set(CURLOPT_PROXY, transfer.proxy?.curlText ?? "")
        set(CURLOPT_NOPROXY, "")
        guard transfer.proxy != nil else { return }
        let tls = transfer.request.tls
        if let authority = tls.caPEM {
            set(CURLOPT_PROXY_CAINFO_BLOB, blob: authority)
            set(CURLOPT_PROXY_CAPATH, nil)
        }
        if tls.skipsVerification {
            set(CURLOPT_PROXY_SSL_VERIFYPEER, 0)
            set(CURLOPT_PROXY_SSL_VERIFYHOST, 0)
        }
    }

    private mutating func applyTLS(_ tls: TLSSettings) {
        if let authority = tls.caPEM {
            set(CURLOPT_CAINFO_BLOB, blob: authority)
            // Otherwise the system's directory of authorities is trusted as well.
            set(CURLOPT_CAPATH, nil)
        }
        if let certificate = tls.clientCertificatePEM { set(CURLOPT_SSLCERT_BLOB, blob: certificate) }
        if let key = tls.clientKeyPEM { set(CURLOPT_SSLKEY_BLOB, blob: key) }
        if tls.skipsVerification {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    /// libcurl takes SNI and the name to verify from the URL, so another server name goes there, the URL's own host
    /// into the `Host` header, and the connection to where it would have gone.
    private mutating func applyTarget(_ transfer: Transfer) {
        let (request, url) = (transfer.request, transfer.url)
        var target = request.url
        var connectTo = request.connectTo
        var fields = request.headers.fields
        if let name = request.tls.serverName, url.scheme == "https",
            let replaced = CurlURL.replacingHost(of: target, by: name)
        {
            target = replaced
            connectTo = connectTo ?? "\(url.host):\(url.port)"
            if request.headers["Host"] == nil {
                let host = url.port == "443" ? url.host : "\(url.host):\(url.port)"
                fields.append(HTTPHeaders.Field(name: "Host", value: host))
            }
        }
        set(CURLOPT_URL, target)
        if let connectTo { set(CURLOPT_CONNECT_TO, list: ["::\(connectTo)"]) }
        // An empty value would drop the field; libcurl's own additions are dropped that way.
        var lines = fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" } + ["Expect:"]
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        set(CURLOPT_HTTPHEADER, list: lines)
    }

    /// The body is read by callback, not handed over, so that libcurl must ask before it sends it a second time.
    private mutating func applyMethod(_ request: HTTPRequest) {
        if let body = request.body {
            set(CURLOPT_POST, 1)
            set(CURLOPT_POSTFIELDSIZE_LARGE, offset: curl_off_t(body.count))
            set(CURLOPT_CUSTOMREQUEST, request.method)
        } else if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        } else {
            set(CURLOPT_HTTPGET, 1)
            set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }
}

extension CurlSetup {
    private mutating func note(_ code: CURLcode) {
        if code != CURLE_OK { isComplete = false }
    }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(berth_curl_set_long(handle, option, value))
    }

    mutating func set(_ option: CURLoption, offset value: curl_off_t) {
        note(berth_curl_set_offset(handle, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: String?) {
        note(berth_curl_set_string(handle, option, value))
    }

    mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
        note(berth_curl_set_pointer(handle, option, pointer))
    }

    mutating func set(_ option: CURLoption, blob: [UInt8]) {
        note(blob.withUnsafeBytes { berth_curl_set_blob(handle, option, $0.baseAddress, $0.count) })
    }

    mutating func set(_ option: CURLoption, callback: @escaping berth_curl_data_callback) {
        note(berth_curl_set_data_callback(handle, option, callback))
    }

    mutating func setSeekCallback(_ callback: @escaping berth_curl_seek_callback) {
        note(berth_curl_set_seek_callback(handle, callback))
    }

    mutating func set(_ option: CURLoption, list: [String]) {
        var head: UnsafeMutablePointer<curl_slist>?
        for text in list {
            guard let longer = curl_slist_append(head, text) else { return isComplete = false }
            head = longer
        }
        if let head {
            lists.append(head)
            note(berth_curl_set_list(handle, option, head))
        }
    }
}

extension Duration {
    /// Rounded up to at least one, since 0 means no bound to libcurl.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        let bounded = min(max(seconds, 0), 1_000_000_000)
        return max(1, Int(bounded) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
