import Document
import FoundationEssentials
import Synchronization

/// The part of the Hetzner Cloud API that Berth uses: networks with their subnets, DNS zones with their RRSets, and
/// actions.
///
/// Source: https://docs.hetzner.cloud, and the facts beside the sources of its official Go client.
package final class HetznerCloud: Endpoint {
    package let target = "hcloud"
    let context: ProviderContext
    let networks: Table
    let actions: Table
    let zones: Table
    /// By `<zone's id>/<name>/<type>`.
    let rrsets: Table
    private let budget = Mutex(RequestBudget(limit: 3600, seconds: 3600))

    package init(_ context: ProviderContext) throws(SandboxError) {
        self.context = context
        networks = try Table("hcloud/networks", journal: context.journal)
        actions = try Table("hcloud/actions", journal: context.journal)
        zones = try Table("hcloud/zones", journal: context.journal)
        rrsets = try Table("hcloud/rrsets", journal: context.journal)
    }

    package func user(of request: WebRequest) -> String { request.bearerToken == nil ? "" : "token" }

    package func failure(status: Int, retryAfter: Int?) -> WebResponse {
        let code =
            switch status {
            case 401: "unauthorized"
            case 403: "forbidden"
            case 404: "not_found"
            case 409: "conflict"
            case 422: "invalid_input"
            case 423: "locked"
            case 429: "rate_limit_exceeded"
            case 502: "bad_gateway"
            case 503: "unavailable"
            case 504: "timeout"
            default: "server_error"
            }
        var response = HetznerError(status, code, "injected by a fault").response
        if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
        return response
    }

    package func respond(to request: WebRequest) async -> WebResponse {
        guard context.accepts(request.bearerToken) else {
            return HetznerError(401, "unauthorized", "unable to authenticate").response
        }
        let remaining = budget.withLock { $0.take() }
        var response: WebResponse
        do throws(HetznerError) {
            guard remaining != nil else { throw HetznerError(429, "rate_limit_exceeded", "limit of 3600 reached") }
            response = try route(request)
        } catch {
            response = error.response
        }
        response.headers += [
            ("RateLimit-Limit", "3600"), ("RateLimit-Remaining", String(remaining ?? 0)),
            ("RateLimit-Reset", String(Clock.milliseconds / 1000 + Int64(3600 - (remaining ?? 0)))),
        ]
        return response
    }

    private func route(_ request: WebRequest) throws(HetznerError) -> WebResponse {
        let segments = request.segments
        guard segments.first == "v1", segments.count >= 2 else { throw .notFound }
        switch (request.method, segments[1], segments.count) {
        case (_, "zones", _): return try routeZones(request, segments.dropFirst(2).map { $0 })
        case ("GET", "networks", 2): return try listNetworks(request)
        case ("POST", "networks", 2): return try createNetwork(request)
        case ("GET", "networks", 3): return .json(["network": try network(segments[2])])
        case ("PUT", "networks", 3): return try updateNetwork(segments[2], request)
        case ("DELETE", "networks", 3): return try deleteNetwork(segments[2])
        case ("POST", "networks", 5) where segments[3] == "actions":
            return try startAction(segments[4], onNetwork: segments[2], request)
        case ("GET", "networks", 4) where segments[3] == "actions":
            return try listActions(request) { $0["resources"]?[0]?["id"]?.integer == Int64(segments[2]) }
        case ("GET", "actions", 2): return try listActions(request) { _ in true }
        case ("GET", "actions", 3):
            guard let action = actions[segments[2]] else { throw .notFound }
            return .json(["action": Self.shown(action: action)])
        case (_, "networks", 2...), (_, "actions", 2...):
            throw HetznerError(405, "method_not_allowed", "method not allowed")
        default: throw .notFound
        }
    }

    /// The page a list request asks for, with the `meta` member that says where the next one is.
    func page(_ items: [Value], of request: WebRequest, as name: String) throws(HetznerError) -> WebResponse {
        let page = request.parameter("page").map { Int($0) } ?? 1
        let size = request.parameter("per_page").map { Int($0) } ?? 25
        guard let page, page >= 1, let size, (1...50).contains(size) else {
            throw .invalid("page and per_page are numbers, per_page at most 50")
        }
        let start = min(items.count, (page - 1) * size)
        let end = min(items.count, start + size)
        let last = max(1, (items.count + size - 1) / size)
        return .json([
            name: .array(Array(items[start..<end])),
            "meta": [
                "pagination": [
                    "page": .integer(Int64(page)), "per_page": .integer(Int64(size)),
                    "previous_page": page > 1 ? .integer(Int64(page - 1)) : .null,
                    "next_page": page < last ? .integer(Int64(page + 1)) : .null,
                    "last_page": .integer(Int64(last)), "total_entries": .integer(Int64(items.count)),
                ]
            ],
        ])
    }

    /// The request's body as a map.
    func body(_ request: WebRequest) throws(HetznerError) -> Value {
        guard let value = try? Value(json: request.body), value.object != nil else {
            throw HetznerError(400, "json_error", "invalid JSON input")
        }
        return value
    }
}

/// An error in the form of the Hetzner Cloud API.
struct HetznerError: Error {
    let status: Int
    let code: String
    let message: String
    var details: Value = .null

    init(_ status: Int, _ code: String, _ message: String, details: Value = .null) {
        self.status = status
        self.code = code
        self.message = message
        self.details = details
    }

    static let notFound = HetznerError(404, "not_found", "resource not found")

    static func invalid(_ message: String, field: String? = nil) -> HetznerError {
        var details: Value = .null
        if let field { details = ["fields": [["name": .string(field), "messages": [.string(message)]]]] }
        return HetznerError(422, "invalid_input", message, details: details)
    }

    var response: WebResponse {
        .json(["error": ["code": .string(code), "message": .string(message), "details": details]], status: status)
    }
}
