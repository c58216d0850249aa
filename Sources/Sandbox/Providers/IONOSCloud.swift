import Document
import FoundationEssentials

/// The part of the IONOS Cloud API (DCD, v6) that Berth uses: data centers, their LANs, and requests.
///
/// Writes are answered with 202 and done later: `Location` names the request to ask. A data center does one thing at
/// a time, so that a request waits (`QUEUED`) until the one before it is done.
/// Source: https://api.ionos.com/docs/cloud/v6.
package final class IONOSCloud: Endpoint {
    package let target = "ionos"
    let context: ProviderContext
    let datacenters: Table
    /// By `<data center>/<number>`.
    let lans: Table
    let requests: Table
    private static let base = "/cloudapi/v6"

    package init(_ context: ProviderContext) throws(SandboxError) {
        self.context = context
        datacenters = try Table("ionos/datacenters", journal: context.journal)
        lans = try Table("ionos/lans", journal: context.journal)
        requests = try Table("ionos/requests", journal: context.journal)
    }

    package func user(of request: WebRequest) -> String { Self.isAuthorized(request) ? "token" : "" }

    package func failure(status: Int, retryAfter: Int?) -> WebResponse {
        var response = IONOSError(status, "injected by a fault").response
        if let retryAfter { response.headers.append(("Retry-After", String(retryAfter))) }
        return response
    }

    package func respond(to request: WebRequest) async -> WebResponse {
        let isBasic = request.header("authorization")?.lowercased().hasPrefix("basic ") == true
        guard context.accepts(request.bearerToken) || isBasic else {
            return IONOSError(401, "Unauthorized").response
        }
        removeWhatIsGone()
        do throws(IONOSError) {
            return try route(request)
        } catch {
            return error.response
        }
    }

    private static func isAuthorized(_ request: WebRequest) -> Bool { request.header("authorization") != nil }

    private func route(_ request: WebRequest) throws(IONOSError) -> WebResponse {
        let segments = Array(request.segments.dropFirst(2))
        guard request.path.hasPrefix(Self.base + "/"), let kind = segments.first else { throw .notFound }
        let depth = request.parameter("depth").flatMap { Int($0) } ?? 0
        switch (request.method, kind, segments.count) {
        case ("GET", "datacenters", 1):
            return .json(collection(datacenterViews(depth: depth - 1), depth, "datacenters"))
        case ("POST", "datacenters", 1): return try createDatacenter(request)
        case ("GET", "datacenters", 2): return .json(view(ofDatacenter: try datacenter(segments[1]), depth: depth))
        case ("PUT", "datacenters", 2), ("PATCH", "datacenters", 2):
            return try change(datacenters, segments[1], request, datacenter: segments[1])
        case ("DELETE", "datacenters", 2): return try delete(datacenters, segments[1], request, datacenter: segments[1])
        case (_, "datacenters", 3...4) where segments[2] == "lans":
            return try routeLAN(request, datacenter: segments[1], lan: segments.count > 3 ? segments[3] : nil, depth)
        case ("GET", "requests", 3) where segments[2] == "status": return .json(try status(ofRequest: segments[1]))
        default: throw .notFound
        }
    }

    private func routeLAN(
        _ request: WebRequest, datacenter id: String, lan: String?, _ depth: Int
    ) throws(IONOSError) -> WebResponse {
        _ = try datacenter(id)
        switch (request.method, lan) {
        case ("GET", nil):
            let views = lans.all.filter { $0.key.hasPrefix(id + "/") }.map { view(ofLAN: $0.value) }
            return .json(collection(views, depth, "datacenters/\(id)/lans"))
        case ("POST", nil): return try createLAN(request, datacenter: id)
        case ("GET", let lan?):
            guard let found = lans["\(id)/\(lan)"] else { throw .notFound }
            return .json(view(ofLAN: found))
        case ("PUT", let lan?), ("PATCH", let lan?): return try change(lans, "\(id)/\(lan)", request, datacenter: id)
        case ("DELETE", let lan?): return try delete(lans, "\(id)/\(lan)", request, datacenter: id)
        default: throw IONOSError(405, "method not allowed")
        }
    }

    private func datacenter(_ id: String) throws(IONOSError) -> Value {
        guard let datacenter = datacenters[id] else { throw .notFound }
        return datacenter
    }

    /// Deleted things stay visible until their request is done.
    private func removeWhatIsGone() {
        let now = Clock.milliseconds
        func isGone(_ row: Value) -> Bool { (row["gone"]?.integer).map { $0 <= now } ?? false }
        if datacenters.all.contains(where: { isGone($0.value) }) {
            datacenters.change { rows in rows = rows.filter { !isGone($0.value) } }
        }
        let left = Set(datacenters.all.map(\.key))
        func isStranded(_ key: String) -> Bool { !left.contains(String(key.prefix { $0 != "/" })) }
        if lans.all.contains(where: { isGone($0.value) || isStranded($0.key) }) {
            lans.change { rows in rows = rows.filter { !isGone($0.value) && !isStranded($0.key) } }
        }
    }
}

/// An error in the form of the IONOS Cloud API.
struct IONOSError: Error {
    let status: Int
    let message: String
    let code: String

    init(_ status: Int, _ message: String, code: String? = nil) {
        self.status = status
        self.message = message
        self.code = code ?? String(status)
    }

    static let notFound = IONOSError(404, "Resource does not exist", code: "309")

    var response: WebResponse {
        .json(
            [
                "httpStatus": .integer(Int64(status)),
                "messages": [["errorCode": .string(code), "message": .string(message)]],
            ], status: status)
    }
}
