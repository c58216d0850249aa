import Document
import Synchronization

/// The part of Cloudflare's API v4 that Berth uses: zones, their DNS records, and the check of a token.
///
/// Source: https://developers.cloudflare.com/api/resources/dns, and what its users report of its errors.
package final class Cloudflare: Endpoint {
    package let target = "cloudflare"
    let context: ProviderContext
    let zones: Table
    /// By `<zone>/<record>`.
    let records: Table
    private let budget = Mutex(RequestBudget(limit: 1200, seconds: 300))
    private static let root = ["client", "v4"]

    package init(_ context: ProviderContext) throws(SandboxError) {
        self.context = context
        zones = try Table("cloudflare/zones", journal: context.journal)
        records = try Table("cloudflare/records", journal: context.journal)
    }

    package func user(of request: WebRequest) -> String { Self.token(of: request) == nil ? "" : "token" }

    package func failure(status: Int, retryAfter: Int?) -> WebResponse {
        let code =
            switch status {
            case 401, 403: 10000
            case 404: 7003
            case 429: 971
            default: 10001
            }
        var response = CloudflareError(status, code, "injected by a fault").response
        if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
        return response
    }

    package func respond(to request: WebRequest) async -> WebResponse {
        do throws(CloudflareError) {
            let segments = request.segments
            guard segments.prefix(2).elementsEqual(Self.root) else { throw .noRoute(request.path) }
            try authenticate(request, isVerification: segments.last == "verify")
            guard budget.withLock({ $0.take() }) != nil else {
                throw CloudflareError(429, 971, "Please wait and consider throttling your request speed")
            }
            return try route(request, Array(segments.dropFirst(2)))
        } catch {
            return error.response
        }
    }

    /// The token, or the key that goes with an address.
    private static func token(of request: WebRequest) -> String? {
        if let token = request.bearerToken { return token }
        return request.header("x-auth-email") == nil ? nil : request.header("x-auth-key")
    }

    private func authenticate(_ request: WebRequest, isVerification: Bool) throws(CloudflareError) {
        guard request.header("authorization") != nil || request.header("x-auth-key") != nil else {
            throw CloudflareError(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers")
        }
        guard context.accepts(Self.token(of: request)) else {
            throw isVerification
                ? CloudflareError(401, 1000, "Invalid API Token") : CloudflareError(403, 9109, "Invalid access token")
        }
    }

    private func route(_ request: WebRequest, _ path: [String]) throws(CloudflareError) -> WebResponse {
        switch (request.method, path.first, path.count) {
        case ("GET", "user", 3) where path[1] == "tokens" && path[2] == "verify":
            return .json(Self.envelope(["id": .string(Self.identifier()), "status": "active"]))
        case ("GET", "zones", 1): return try listZones(request)
        case ("POST", "zones", 1): return try createZone(request)
        case (_, "zones", 2...): break
        default: throw .noRoute(request.path)
        }
        guard path[1].count == 32, path[1].allSatisfy(\.isHexDigit) else { throw .noRoute(request.path) }
        guard let zone = zones[path[1]] else { throw CloudflareError(404, 1001, "Invalid zone identifier") }
        switch (request.method, path.count) {
        case ("GET", 2): return .json(Self.envelope(Self.shown(zone: zone)))
        case ("PATCH", 2): return try updateZone(zone, request)
        case ("DELETE", 2): return deleteZone(path[1])
        case (_, 3...) where path[2] == "dns_records":
            return try routeRecords(request, zone, Array(path.dropFirst(3)))
        default: throw .noRoute(request.path)
        }
    }

    /// What every answer is wrapped in.
    static func envelope(_ result: Value, info: Value? = nil) -> Value {
        var envelope: Value = ["result": result, "success": true, "errors": [], "messages": []]
        envelope["result_info"] = info
        return envelope
    }

    /// The page a list request asks for.
    static func page(_ items: [Value], of request: WebRequest, sizes: ClosedRange<Int>, usual: Int) -> WebResponse {
        let page = max(1, request.parameter("page").flatMap { Int($0) } ?? 1)
        let wanted = request.parameter("per_page").flatMap { Int($0) } ?? usual
        let size = min(max(wanted, sizes.lowerBound), sizes.upperBound)
        let start = min(items.count, (page - 1) * size)
        let shown = Array(items[start..<min(items.count, start + size)])
        return .json(
            envelope(
                .array(shown),
                info: [
                    "page": .integer(Int64(page)), "per_page": .integer(Int64(size)),
                    "count": .integer(Int64(shown.count)), "total_count": .integer(Int64(items.count)),
                    "total_pages": .integer(Int64((items.count + size - 1) / size)),
                ]))
    }

    /// 32 hexadecimal digits.
    static func identifier() -> String {
        String((0..<32).map { _ in "0123456789abcdef".randomElement() ?? "0" })
    }

    static func body(_ request: WebRequest) throws(CloudflareError) -> Value {
        guard let value = try? Value(json: request.body), value.object != nil else {
            throw CloudflareError(400, 9207, "Failed to parse the request body as JSON")
        }
        return value
    }
}

/// An error in the form of Cloudflare's API.
struct CloudflareError: Error {
    let status: Int
    let code: Int
    let message: String
    /// What stands in its `error_chain`: the cause of an error whose own message says little.
    var cause: [Value] = []

    init(_ status: Int, _ code: Int, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// A record that is not as it has to be: one code for all, the cause below it.
    static func validation(_ code: Int, _ message: String) -> CloudflareError {
        var error = CloudflareError(400, 1004, "DNS Validation Error")
        error.cause = [["code": .integer(Int64(code)), "message": .string(message)]]
        return error
    }

    static func noRoute(_ path: String) -> CloudflareError {
        CloudflareError(404, 7003, "Could not route to \(path), perhaps your object identifier is invalid?")
    }

    var response: WebResponse {
        var error: Value = ["code": .integer(Int64(code)), "message": .string(message)]
        if !cause.isEmpty { error["error_chain"] = .array(cause) }
        return .json(["result": .null, "success": false, "errors": [error], "messages": []], status: status)
    }
}
