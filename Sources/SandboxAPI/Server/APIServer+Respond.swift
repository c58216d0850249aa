import Document

extension APIServer {
    /// Answers one request. Refusals are answers, too: this never throws.
    package func respond(to request: APIRequest) -> APIResponse {
        do {
            return try answer(request)
        } catch {
            return APIResponse(error)
        }
    }

    private func answer(_ request: APIRequest) throws(StatusError) -> APIResponse {
        guard let credentials = request.user else { throw .unauthorized }
        if let answer = try healthAnswer(request) { return answer }
        if request.path == "/version" { return APIResponse(versionDocument) }
        guard isReady else {
            throw .serviceUnavailable("the server is currently unable to handle the request")
        }
        let user = try impersonated(request, by: credentials)
        let target = RequestInfo.target(of: request.path)
        guard let target, !target.rest.isEmpty else {
            try authorize(user, nonResource: request)
            guard let answer = try discoveryAnswer(request, target: target) else { return .pageNotFound }
            return answer
        }
        let (info, isServed, isAggregated) = state.withLock { state in
            (
                RequestInfo(request, target: target, catalog: state.catalog),
                state.catalog.versions(of: target.group).contains(target.version),
                state.catalog.isAggregated(group: target.group, version: target.version)
            )
        }
        if isAggregated {
            if let asked = RequestInfo(forwarded: request, target: target) { try authorize(user, asked) }
            return .backendAway
        }
        guard let info else {
            guard isServed else { return .pageNotFound }
            throw .resourceNotFound
        }
        try authorize(user, info)
        return try answer(request, info, user: user)
    }

    private func answer(
        _ request: APIRequest, _ info: RequestInfo, user: APIUser
    ) throws(StatusError) -> APIResponse {
        guard info.isAllowed else { throw .methodNotAllowed }
        if let review = try reviewAnswer(request, info, user: user) { return review }
        if let answer = try containerAnswer(info) { return answer }
        switch info.verb {
        case "get": return try get(request, info)
        case "list": return try list(request, info)
        case "watch": return try watch(request, info)
        default: return try write(request, info, user: user)
        }
    }
}

extension APIServer {
    /// Answers what goes on to a container: there are none, so they have written nothing and nobody can be reached.
    private func containerAnswer(_ info: RequestInfo) throws(StatusError) -> APIResponse? {
        guard ["attach", "exec", "log", "portforward", "proxy"].contains(info.subresource) else { return nil }
        let isThere = state.withLock { $0.store.object(info.key, of: info.resource.groupResource) != nil }
        guard isThere else { throw .notFound(info.resource.groupResource, info.name) }
        guard info.subresource == "log" else {
            throw .unclassified("error dialing backend: the sandbox runs no containers")
        }
        return APIResponse(text: "")
    }
}

extension APIResponse {
    /// What the server says where it would pass a request on and nobody answers.
    static var backendAway: APIResponse {
        APIResponse(status: 503, text: "service unavailable\n")
    }

    /// What the server's multiplexer says of a path it does not know.
    static var pageNotFound: APIResponse {
        APIResponse(status: 404, text: "404 page not found\n")
    }
}
