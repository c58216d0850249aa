import Glibc
import SandboxAPI

/// Stands before an endpoint: keeps the request log and lets faults strike.
package struct FrontDoor: WebResponder {
    package let endpoint: any Endpoint
    package let log: RequestLog
    package let faults: FaultPlan

    package init(endpoint: any Endpoint, log: RequestLog, faults: FaultPlan) {
        self.endpoint = endpoint
        self.log = log
        self.faults = faults
    }

    package func reply(to request: WebRequest) async -> WebReply {
        let watches = ["true", "1"].contains(request.parameter("watch"))
        let ticket = log.begin(isWatch: watches)
        let user = endpoint.user(of: request)
        var reply = await misbehaving(request, user: user, isWatch: watches)
        reply.date(now)
        let status =
            switch reply {
            case .response(let response), .truncated(let response), .last(let response, _): response.status
            case .reset: 0
            }
        log.end(ticket, request, cluster: endpoint.target, user: user, status: status)
        return reply
    }

    /// The time by the endpoint's clock.
    private var now: Timestamp {
        Timestamp(seconds: Clock.milliseconds / 1000 + faults.skew(of: endpoint.target))
    }

    /// How the answer to a request can be made a lie. Looked at where such faults are in force: it takes reading the body.
    private func liesAbout(_ request: WebRequest) -> Set<Fault.Kind> {
        var kinds: Set<Fault.Kind> = []
        if faults.contains(.ignoreWrite), request.isWrite, endpoint is any FeigningEndpoint {
            kinds.insert(.ignoreWrite)
        }
        if faults.contains(.alterWrite), request.isWrite, request.altered(by: [:]) != nil { kinds.insert(.alterWrite) }
        return kinds
    }

    private func misbehaving(_ request: WebRequest, user: String, isWatch: Bool) async -> WebReply {
        var kinds: Set<Fault.Kind> = [.status, .resetBefore, .resetAfter, .truncate, .latency]
        kinds.insert(isWatch ? .cutWatch : .killClient)
        if request.parameter("continue")?.isEmpty == false { kinds.insert(.expireContinue) }
        kinds.formUnion(liesAbout(request))
        let target = FaultTarget(
            method: request.method, path: request.path, cluster: endpoint.target, user: user)
        let strikes = faults.strikes(kinds, target)
        for strike in strikes where strike.fault.kind == .latency {
            // Cancelled: the client has gone and nobody waits for the answer.
            try? await Task.sleep(for: strike.delay)
        }
        let fault = strikes.first { $0.fault.kind != .latency }?.fault
        switch fault?.kind {
        case .resetBefore: return .reset
        case .killClient where fault?.moment == .before:
            fault?.killClient()
            return .reset
        case .status: return .response(endpoint.failure(status: fault?.status ?? 503, retryAfter: fault?.retryAfter))
        case .expireContinue: return .response(endpoint.failure(status: 410, retryAfter: nil))
        case .ignoreWrite:
            if let endpoint = endpoint as? any FeigningEndpoint { return .response(await endpoint.feign(request)) }
        default: break
        }
        let altered = fault?.kind == .alterWrite ? request.altered(by: fault?.patch ?? [:]) : nil
        var response = await endpoint.respond(to: altered ?? request)
        switch fault?.kind {
        case .resetAfter: return .reset
        case .killClient:
            guard fault?.moment == .after else { return .last(response) { fault?.killClient() } }
            fault?.killClient()
            return .reset
        case .truncate: return .truncated(response)
        case .cutWatch:
            if case .stream(let chunks) = response.body { response.body = .stream(chunks.firstOnly) }
        default: break
        }
        return .response(response)
    }
}

extension AsyncStream<[UInt8]> {
    /// The first element alone.
    fileprivate var firstOnly: AsyncStream<[UInt8]> {
        AsyncStream { continuation in
            let task = Task {
                for await chunk in self {
                    continuation.yield(chunk)
                    break
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

extension Fault {
    /// Ends the process that it is about at once.
    fileprivate func killClient() {
        if let process { kill(process, SIGKILL) }
    }
}

extension WebReply {
    /// Says when it was made, as RFC 9110 has it.
    fileprivate mutating func date(_ time: Timestamp) {
        switch self {
        case .reset: break
        case .response(var response):
            response.headers.append(("Date", time.httpDate))
            self = .response(response)
        case .last(var response, let afterwards):
            response.headers.append(("Date", time.httpDate))
            self = .last(response, afterwards)
        case .truncated(var response):
            response.headers.append(("Date", time.httpDate))
            self = .truncated(response)
        }
    }
}
