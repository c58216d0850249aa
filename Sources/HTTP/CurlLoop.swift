import CCurl
import Glibc
import Synchronization

/// A thread that a share of a client's transfers runs on, and the way to it from other threads.
///
/// Unchecked because of the two stored pointers, which never change: the multi handle is used by the loop's thread
/// alone, except for `curl_multi_wakeup`, which libcurl allows from any thread and which is only called while the
/// state says that the handle lives.
final class CurlLoop: @unchecked Sendable {
    private enum Command {
        case start(Transfer)
        case cancel(Transfer)
        case resume(Transfer)
    }

    private struct State {
        var commands: [Command] = []
        var isOpen = false
        var thread: pthread_t?
        var hasEnded = true
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let state = Mutex(State())
    private let multi: UnsafeMutableRawPointer?
    private let options: HTTPClient.Options

    init(_ options: HTTPClient.Options) {
        self.options = options
        multi = Self.isInitialized ? curl_multi_init() : nil
        guard let multi else { return }
        berth_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, options.maxIdleConnections)
        berth_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.maxConnections)
        state.withLock { state in
            var thread = pthread_t()
            let argument = Unmanaged.passRetained(self)
            let code = pthread_create(&thread, nil, { CurlLoop.main($0) }, argument.toOpaque())
            if code == 0 {
                state.thread = thread
                state.isOpen = true
                state.hasEnded = false
            } else {
                argument.release()
                curl_multi_cleanup(multi)
            }
        }
    }

    func start(_ transfer: Transfer) {
        if !post(.start(transfer)) {
            transfer.receiver.finish(HTTPError(.closed, transfer.request, ""), wasResent: false)
        }
    }

    /// Ends a transfer with `.cancelled`, unless it has ended; also one that is started later.
    func cancel(_ transfer: Transfer) {
        transfer.markCancelled()
        _ = post(.cancel(transfer))
    }

    /// Lets a paused transfer go on.
    func resume(_ transfer: Transfer) {
        _ = post(.resume(transfer))
    }

    private func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard state.isOpen else { return false }
            state.commands.append(command)
            curl_multi_wakeup(multi)
            return true
        }
    }

    /// Asks the thread to end, without waiting.
    func stop() {
        let thread = state.withLock { state in
            if state.isOpen { curl_multi_wakeup(multi) }
            state.isOpen = false
            return state.thread.take()
        }
        if let thread { pthread_detach(thread) }
    }

    /// Asks the thread to end and waits for it, so that nothing of it is left when the process exits.
    func close() async {
        let thread = state.withLock { state in
            if state.isOpen { curl_multi_wakeup(multi) }
            state.isOpen = false
            return state.thread.take()
        }
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.closers.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
        // The thread has nothing left to do but return.
        if let thread { pthread_join(thread, nil) }
    }

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        // Signals are for other threads; SIGPIPE is what writing to a closed connection raises.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Unmanaged<CurlLoop>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }

    private func run() {
        guard let multi else { return }
        var transfers = TransferTable(multi: multi, options: options)
        while true {
            let (commands, isOpen) = state.withLock { state in
                defer { state.commands = [] }
                return (state.commands, state.isOpen)
            }
            for command in commands {
                switch command {
                case .start(let transfer): transfers.start(transfer)
                case .cancel(let transfer): transfers.cancel(transfer)
                case .resume(let transfer): transfers.resume(transfer)
                }
            }
            guard isOpen else { break }
            transfers.perform()
            curl_multi_poll(multi, nil, 0, 60_000, nil)
        }
        transfers.endAll()
        curl_multi_cleanup(multi)
        transfers.free()
        let closers = state.withLock { state in
            state.hasEnded = true
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }
}
