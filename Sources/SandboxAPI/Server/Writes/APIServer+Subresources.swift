import Document

extension APIServer {
    /// Answers a POST below an object: evictions and bindings of pods, tokens of service accounts.
    func createSubresource(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
        if info.resource.groupResource == .serviceAccounts, info.subresource == "token" {
            return try tokenAnswer(request, info)
        }
        let kind = info.resource.subresource(info.subresource)?.kind ?? info.resource.kind
        let body = try RequestBody.object(of: request, kind: kind)
        switch (info.resource.name, info.subresource) {
        case ("pods", "eviction"):
            var options = try DeleteOptions(body["deleteOptions"] ?? [:])
            if try WriteOptions(request).isDryRun { options.isDryRun = true }
            try state.withLock { state throws(StatusError) in try state.evict(info, options) }
        case ("pods", "binding"):
            guard let node = body["target"]?["name"]?.string else {
                throw .badRequest("a binding names its target")
            }
            try mergePatch(
                info.resource.groupResource, info.key, ["spec": ["nodeName": .string(node)]], as: "kube-scheduler")
        default: throw .methodNotAllowed
        }
        return APIResponse(
            status: 201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
    }
}
