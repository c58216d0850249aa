import Document

extension APIServer {
    /// Answers a request that changes something.
    func write(_ request: APIRequest, _ info: RequestInfo, user: APIUser) throws(StatusError) -> APIResponse {
        let representation = try Representation(request)
        switch info.verb {
        case "delete", "deletecollection": return try delete(request, info, user: user)
        case "create" where !info.subresource.isEmpty: return try createSubresource(request, info)
        default: break
        }
        var options = try WriteOptions(request)
        options.user = user
        let outcome: WriteOutcome
        switch info.verb {
        case "create":
            let body = try RequestBody.object(
                of: request, kind: info.resource.kind, repeatedKeys: &options.repeatedKeys)
            outcome = try state.withLock { [options] state throws(StatusError) in
                try state.create(RequestAdmission.admitted(body, info, user: user), info, options)
            }
        case "update":
            let kind = info.subresource == "scale" ? "Scale" : info.resource.kind
            let body = try RequestBody.object(of: request, kind: kind, repeatedKeys: &options.repeatedKeys)
            outcome = try state.withLock { [options] state throws(StatusError) in
                try state.update(RequestAdmission.admitted(body, info, user: user), info, options)
            }
        default:
            let patch = try Patch(request, info, &options)
            outcome = try state.withLock { [options] state throws(StatusError) in
                try state.patch(patch, info, options)
            }
        }
        return try answer(outcome, info, representation, request)
    }

    private func answer(
        _ outcome: WriteOutcome, _ info: RequestInfo, _ representation: Representation, _ request: APIRequest
    ) throws(StatusError) -> APIResponse {
        var response: APIResponse
        let resource = info.resource
        if info.subresource == "scale" {
            response = APIResponse(
                status: outcome.code, try Scale(of: resource).document(of: outcome.object.value))
        } else {
            switch representation {
            case .object:
                response = APIResponse(
                    status: outcome.code,
                    json: outcome.object.json(as: resource))
            case .metadata:
                response = APIResponse(
                    status: outcome.code, PartialMetadata.document(of: outcome.object.value(as: resource)))
            case .table:
                let table = Table(of: resource, request: request, now: environment.now())
                response = APIResponse(
                    status: outcome.code,
                    table.document(
                        of: [outcome.object], listMetadata: ["resourceVersion": "\(outcome.object.version)"]))
            }
        }
        for warning in outcome.warnings {
            response.headers.append(("Warning", "299 - \(Value.string(warning).compactJSON)"))
        }
        return response
    }
}
