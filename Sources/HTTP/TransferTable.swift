import CCurl

/// The transfers of a loop: those that run, by handle, and those that wait. Only the loop's thread uses it.
struct TransferTable {
    private let multi: UnsafeMutableRawPointer
    private let options: HTTPClient.Options
    /// The TLS sessions that new connections resume: without it each transfer would keep its own, which none comes after.
    private let sessions: UnsafeMutableRawPointer?
    private var queue: HostQueue
    private var running: [UnsafeMutableRawPointer: ActiveTransfer] = [:]
    private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]

    init(multi: UnsafeMutableRawPointer, options: HTTPClient.Options) {
        self.multi = multi
        self.options = options
        queue = HostQueue(limit: options.maxRequestsPerHost)
        sessions = curl_share_init()
        // One thread uses it, so that it needs no locks.
        if let sessions { berth_curl_share(sessions, CURL_LOCK_DATA_SSL_SESSION) }
    }

    mutating func start(_ transfer: Transfer) {
        if transfer.isCancelled {
            transfer.receiver.finish(HTTPError(.cancelled, transfer.request, "before it was sent"), wasResent: false)
        } else if transfer.isStream || queue.admit(transfer) {
            begin(transfer)
        }
    }

    private mutating func begin(_ transfer: Transfer) {
        guard let active = ActiveTransfer(transfer, userAgent: options.userAgent, sessions: sessions),
            curl_multi_add_handle(multi, active.handle) == CURLM_OK
        else {
            transfer.receiver.finish(HTTPError(.failed, transfer.request, "libcurl refuses it"), wasResent: false)
            release(transfer)
            return
        }
        running[active.handle] = active
        handles[ObjectIdentifier(transfer)] = active.handle
    }

    /// Frees the transfer's place and begins those that waited for it.
    private mutating func release(_ transfer: Transfer) {
        if !transfer.isStream, let next = queue.release(transfer) { begin(next) }
    }

    mutating func cancel(_ transfer: Transfer) {
        if let active = remove(transfer) {
            active.finish(.cancelled, "while waiting for the answer")
            release(transfer)
        } else if !transfer.isStream, queue.remove(transfer) {
            transfer.receiver.finish(HTTPError(.cancelled, transfer.request, "before it was sent"), wasResent: false)
        }
    }

    func resume(_ transfer: Transfer) {
        if let handle = handles[ObjectIdentifier(transfer)] { running[handle]?.resume() }
    }

    /// Moves all transfers on as far as their connections allow, and ends the complete ones.
    mutating func perform() {
        var count: Int32 = 0
        curl_multi_perform(multi, &count)
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = message.pointee.data.result
            guard let active = running[handle] else { continue }
            _ = remove(active.transfer)
            active.finish(code)
            release(active.transfer)
        }
    }

    private mutating func remove(_ transfer: Transfer) -> ActiveTransfer? {
        guard let handle = handles.removeValue(forKey: ObjectIdentifier(transfer)),
            let active = running.removeValue(forKey: handle)
        else { return nil }
        curl_multi_remove_handle(multi, handle)
        return active
    }

    /// Fails all transfers, because the client is closed.
    mutating func endAll() {
        for active in Array(running.values) {
            _ = remove(active.transfer)
            active.finish(.closed, "")
        }
        for transfer in queue.removeAll() {
            transfer.receiver.finish(HTTPError(.closed, transfer.request, ""), wasResent: false)
        }
    }

    /// Frees what the transfers shared; to be called behind the multi handle's own end, and after which nothing is begun.
    func free() {
        if let sessions { curl_share_cleanup(sessions) }
    }
}
