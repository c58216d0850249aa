import Document
import SandboxAPI

/// An API server that says it has done what it has not.
extension Cluster: FeigningEndpoint {
    /// A change is answered with the object as it stays, a creation with what would have been made.
    package func feign(_ request: WebRequest) async -> WebResponse {
        let answer = await respond(to: request.asDryRun)
        switch answer.status {
        case 200 where ["PUT", "PATCH"].contains(request.method):
            return await respond(to: request.asRead)
        case 201: return answer.versioned(server.resourceVersion)
        default: return answer
        }
    }
}

extension WebRequest {
    /// Whether the request is to change something. A DELETE takes its options from its body alone where it has one.
    var isWrite: Bool {
        switch method {
        case "POST", "PUT", "PATCH": parameter("dryRun") != "All"
        case "DELETE": body.isEmpty ? parameter("dryRun") != "All" : bodyObject?["dryRun"]?[0] != "All"
        default: false
        }
    }

    /// The body as JSON; nil where it is not an object.
    private var bodyObject: Value? {
        guard let value = try? Value(json: body), value.object != nil else { return nil }
        return value
    }

    /// A look at what the request is to change, by the same user and in the same form.
    fileprivate var asRead: WebRequest {
        WebRequest(method: "GET", target: path, headers: headers, clientCertificate: clientCertificate)
    }

    /// The request as one that has no effect.
    fileprivate var asDryRun: WebRequest {
        var request = self
        guard method == "DELETE" else {
            request.query = query.isEmpty ? "dryRun=All" : "\(query)&dryRun=All"
            return request
        }
        var options = bodyObject ?? ["kind": "DeleteOptions", "apiVersion": "v1"]
        options["dryRun"] = ["All"]
        request.body = options.json()
        request.headers.removeAll { $0.name.lowercased() == "content-type" }
        request.headers.append(("Content-Type", "application/json"))
        return request
    }

    /// The request with a merge patch applied to its body; nil where the body is not a JSON object.
    func altered(by patch: Value) -> WebRequest? {
        guard let object = bodyObject else { return nil }
        var request = self
        request.body = object.merged(with: patch).json()
        return request
    }
}

extension WebResponse {
    /// The answer with the version that a stored object would have.
    fileprivate func versioned(_ version: UInt64) -> WebResponse {
        guard case .bytes(let bytes) = body, var object = try? Value(json: bytes), object["metadata"]?.object != nil
        else { return self }
        var response = self
        object[["metadata", "resourceVersion"]] = .string(String(version))
        response.body = .bytes(object.json())
        return response
    }
}
