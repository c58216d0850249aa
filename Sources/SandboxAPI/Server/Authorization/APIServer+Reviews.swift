import Document

extension APIServer {
    /// Answers the reviews of authentication and authorization; nil for every other request.
    func reviewAnswer(
        _ request: APIRequest, _ info: RequestInfo, user: APIUser
    ) throws(StatusError) -> APIResponse? {
        guard ["authorization.k8s.io", "authentication.k8s.io"].contains(info.resource.group) else { return nil }
        var review = try RequestBody.object(of: request, kind: info.resource.kind)
        review["kind"] = .string(info.resource.kind)
        review["apiVersion"] = .string(info.resource.apiVersion)
        if review["metadata"] == nil { review["metadata"] = .object([:]) }
        let spec = review["spec"] ?? .object([:])
        let authorizer = state.withLock { Authorizer(store: $0.store) }
        switch info.resource.name {
        case "selfsubjectaccessreviews":
            review["status"] = Self.verdict(authorizer.allows(user, Self.question(of: spec)))
        case "subjectaccessreviews", "localsubjectaccessreviews":
            let subject = APIUser(
                name: spec["user"]?.string ?? "", groups: (spec["groups"]?.array ?? []).compactMap(\.string))
            review["status"] = Self.verdict(authorizer.allows(subject, Self.question(of: spec)))
        case "selfsubjectrulesreviews":
            review["status"] = Self.rules(of: user, in: spec["namespace"]?.string ?? "", authorizer)
        case "selfsubjectreviews":
            review["status"] = ["userInfo": user.information]
        default: review["status"] = tokenVerdict(spec)
        }
        return APIResponse(status: 201, review)
    }

    private static func verdict(_ isAllowed: Bool) -> Value {
        isAllowed ? ["allowed": true, "reason": ""] : ["allowed": false]
    }

    private static func question(of spec: Value) -> Authorizer.Question {
        if let path = spec["nonResourceAttributes"]?["path"]?.string {
            return Authorizer.Question(verb: spec["nonResourceAttributes"]?["verb"]?.string ?? "", path: path)
        }
        let attributes = spec["resourceAttributes"]
        var resource = attributes?["resource"]?.string ?? ""
        if let subresource = attributes?["subresource"]?.string, !subresource.isEmpty { resource += "/\(subresource)" }
        return Authorizer.Question(
            verb: attributes?["verb"]?.string ?? "", group: attributes?["group"]?.string ?? "", resource: resource,
            name: attributes?["name"]?.string ?? "", namespace: attributes?["namespace"]?.string ?? "")
    }

    private static func rules(of user: APIUser, in namespace: String, _ authorizer: Authorizer) -> Value {
        let rules = authorizer.rules(for: user, namespace: namespace)
        return [
            "resourceRules": .array(rules.filter { $0["resources"] != nil }),
            "nonResourceRules": .array(rules.filter { $0["nonResourceURLs"] != nil }), "incomplete": false,
        ]
    }
}
