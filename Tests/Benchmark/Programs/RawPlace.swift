import CCurl
import Glibc
import Kubernetes
import Synchronization

/// A request as it goes over the wire.
struct RawRequest: Sendable, Hashable {
    var method = "GET"
    /// Path and query.
    var target: String
    var contentType: String?
    var body: [UInt8]?
}

/// One API server and what is asked of it, one request after another over one connection.
struct RawPlace: Sendable {
    var access: ClusterAccess
    var requests: [RawRequest]

    /// What came back.
    struct Outcome: Sendable {
        var answered = 0
        var failed = 0
        /// The first failure, for people.
        var reason: String?

        mutating func add(_ other: Outcome) {
            answered += other.answered
            failed += other.failed
            reason = reason ?? other.reason
        }
    }

    /// Sends the requests of all places, `width` places at once, and throws the answers away.
    static func ask(_ places: [RawPlace], width: Int) -> Outcome {
        let next = Atomic(0)
        let total = Mutex(Outcome())
        onThreads(min(width, places.count)) {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < places.count else { return }
                let outcome = places[index].ask()
                total.withLock { $0.add(outcome) }
            }
        }
        return total.withLock { $0 }
    }

    func ask() -> Outcome {
        var outcome = Outcome()
        guard let handle = curl_easy_init() else { return Outcome(failed: requests.count, reason: "no handle") }
        defer { curl_easy_cleanup(handle) }
        prepare(handle)
        berth_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
        for request in requests {
            var reason = send(request, by: handle)
            // A kind that was defined just now is served a moment later.
            for _ in 0..<100 where reason == "404" && request.method == "PATCH" {
                usleep(50_000)
                reason = send(request, by: handle)
            }
            if let reason {
                outcome.failed += 1
                outcome.reason = outcome.reason ?? "\(request.method) \(access.server)\(request.target): \(reason)"
            } else {
                outcome.answered += 1
            }
        }
        return outcome
    }

    /// Says how its server is reached.
    func prepare(_ handle: UnsafeMutableRawPointer) {
        berth_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        berth_curl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        for (option, bytes) in [
            (CURLOPT_CAINFO_BLOB, access.caPEM), (CURLOPT_SSLCERT_BLOB, access.clientCertificatePEM),
            (CURLOPT_SSLKEY_BLOB, access.clientKeyPEM),
        ] {
            if let bytes { _ = bytes.withUnsafeBytes { berth_curl_set_blob(handle, option, $0.baseAddress, $0.count) } }
        }
        berth_curl_set_string(handle, CURLOPT_CAPATH, nil)
    }

    /// Nil where it was answered with a status below 400.
    func send(_ request: RawRequest, by handle: UnsafeMutableRawPointer) -> String? {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        var headers = ["Accept: application/json", "Expect:"]
        if let token = access.token { headers.append("Authorization: Bearer \(token)") }
        if let type = request.contentType { headers.append("Content-Type: \(type)") }
        for header in headers { list = curl_slist_append(list, header) }
        berth_curl_set_list(handle, CURLOPT_HTTPHEADER, list)
        berth_curl_set_string(handle, CURLOPT_URL, access.server + request.target)
        berth_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method)
        guard let body = request.body else {
            berth_curl_set_long(handle, CURLOPT_HTTPGET, 1)
            return perform(handle)
        }
        berth_curl_set_long(handle, CURLOPT_POST, 1)
        berth_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        body.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            berth_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start))
        }
        return perform(handle)
    }

    private func perform(_ handle: UnsafeMutableRawPointer) -> String? {
        let code = curl_easy_perform(handle)
        guard code == CURLE_OK else { return String(cString: curl_easy_strerror(code)) }
        var status = 0
        berth_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return status < 400 ? nil : "\(status)"
    }
}

/// Runs `body` on so many threads of their own and waits for all: blocking calls have no place among Swift's own threads.
private func onThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var threads: [pthread_t] = []
    for _ in 0..<count {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        if code == 0 { threads.append(thread) } else { work.release() }
    }
    for thread in threads { pthread_join(thread, nil) }
}
