import Document
import SandboxAPI

/// The sandbox's own API: faults, the request log, the inventory, workers.
///
/// `GET /healthz`, `GET /ready` (tenants included), `GET /status`, `GET /inventory`, `GET|DELETE /requests` (NDJSON; with headers and bodies where the sandbox was started with `--record-bodies`), `GET|POST|DELETE /faults`,
/// `DELETE /faults/<id>`, `GET /faults/log`, `GET|POST|DELETE /workers`.
package struct ControlAPI: WebResponder {
    let sandbox: Sandbox

    package func reply(to request: WebRequest) async -> WebReply {
        do throws(SandboxError) {
            return .response(try await answer(request))
        } catch {
            return .response(.json(["error": .string("\(error)")], status: 400))
        }
    }

    private func answer(_ request: WebRequest) async throws(SandboxError) -> WebResponse {
        let segments = request.segments
        switch (request.method, segments.first ?? "", segments.count) {
        case ("GET", "healthz", 1): return .text("ok")
        case ("GET", "ready", 1):
            return sandbox.isReady ? .text("ok") : .text("the tenants are starting", status: 503)
        case ("GET", "status", 1): return .json(await sandbox.status)
        case ("GET", "inventory", 1): return .json(await sandbox.inventory)
        case ("GET", "requests", 1): return requests
        case ("DELETE", "requests", 1):
            sandbox.log.clear()
            return WebResponse(status: 204)
        case ("GET", "faults", 1): return .json(sandbox.faults.json)
        case ("GET", "faults", 2) where segments[1] == "log": return .json(sandbox.faults.log)
        case ("POST", "faults", 1):
            let fault = try Fault(json: try body(of: request))
            try sandbox.checkAim(of: fault)
            let id = sandbox.faults.add(fault)
            return .json(["id": .integer(Int64(id))], status: 201)
        case ("DELETE", "faults", 1):
            sandbox.faults.clear()
            return WebResponse(status: 204)
        case ("DELETE", "faults", 2):
            guard let id = Int(segments[1]), sandbox.faults.clear(id) else {
                return .json(["error": .string("no fault has the number \(segments[1])")], status: 404)
            }
            return WebResponse(status: 204)
        case ("POST", "workers", 1): return .json(try await sandbox.addWorkers(try workers(request)), status: 201)
        case ("DELETE", "workers", 1): return .json(try await sandbox.removeWorkers(try workers(request)))
        default: return notFound
        }
    }

    private var notFound: WebResponse { .json(["error": "there is nothing here"], status: 404) }

    private var requests: WebResponse {
        var bytes: [UInt8] = []
        for entry in sandbox.log.entries { bytes += entry.json.json() + [UInt8(ascii: "\n")] }
        return WebResponse(
            status: 200, headers: [("Content-Type", "application/x-ndjson")], body: .bytes(bytes))
    }

    private func body(of request: WebRequest) throws(SandboxError) -> Value {
        do {
            return try Value(json: request.body)
        } catch {
            throw .badArgument("the body is not JSON: \(error)")
        }
    }

    private func workers(_ request: WebRequest) throws(SandboxError) -> WorkerRequest {
        let body = try body(of: request)
        guard let tenant = body["tenant"]?.string else {
            throw .badArgument("\"tenant\" says which tenant: <namespace>/<name>, or with its cluster before")
        }
        let count = body["count"]?.integer ?? 1
        guard (1...1000).contains(count) else { throw .badArgument("\"count\" is from 1 to 1000") }
        return WorkerRequest(tenant: tenant, count: Int(count))
    }
}

/// Workers that are to come to a tenant or to go.
package struct WorkerRequest: Sendable {
    /// `<namespace>/<name>` or `<cluster>/<namespace>/<name>`.
    package var tenant: String
    package var count: Int
}
