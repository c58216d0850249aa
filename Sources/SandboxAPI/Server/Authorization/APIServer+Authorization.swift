import Document

extension APIServer {
    /// Refuses what the user may not do, with the server's words.
    func authorize(_ user: APIUser, _ info: RequestInfo) throws(StatusError) {
        guard !user.isMaster else { return }
        var resource = info.resource.name
        if !info.subresource.isEmpty { resource += "/\(info.subresource)" }
        let question = Authorizer.Question(
            verb: info.verb, group: info.resource.group, resource: resource, name: info.name,
            namespace: info.namespace)
        let authorizer = state.withLock { Authorizer(store: $0.store) }
        guard !authorizer.allows(user, question) else { return }
        let place = info.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(info.namespace)\""
        throw .forbidden(
            info.resource.groupResource, info.name,
            "User \"\(user.name)\" cannot \(info.verb) resource \"\(resource)\" in API group "
                + "\"\(info.resource.group)\" \(place)")
    }

    /// Refuses paths that are no resources.
    func authorize(_ user: APIUser, nonResource request: APIRequest) throws(StatusError) {
        guard !user.isMaster else { return }
        let verb = request.method == "HEAD" ? "get" : request.method.lowercased()
        let authorizer = state.withLock { Authorizer(store: $0.store) }
        guard authorizer.allows(user, Authorizer.Question(verb: verb, path: request.path)) else {
            throw StatusError(
                code: 403, reason: "Forbidden",
                message: "forbidden: User \"\(user.name)\" cannot \(verb) path \"\(request.path)\"", details: [:])
        }
    }

    /// The user a request acts as: another one where it says so and its sender may.
    func impersonated(_ request: APIRequest, by user: APIUser) throws(StatusError) -> APIUser {
        guard let name = request.header("Impersonate-User") else { return user }
        let groups = request.headers("Impersonate-Group")
        let authorizer = state.withLock { Authorizer(store: $0.store) }
        for (resource, subject) in [("users", name)] + groups.map({ ("groups", $0) }) {
            let question = Authorizer.Question(verb: "impersonate", resource: resource, name: subject)
            guard authorizer.allows(user, question) else {
                throw .forbidden(
                    GroupResource(resource: resource), subject,
                    "User \"\(user.name)\" cannot impersonate resource \"\(resource)\" in API group \"\" at the "
                        + "cluster scope")
            }
        }
        let common = name == APIUser.anonymous.name ? "system:unauthenticated" : "system:authenticated"
        return APIUser(name: name, groups: groups.contains(common) ? groups : groups + [common])
    }
}
