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
        throw .forbidden(
            info.resource.groupResource, info.name,
            "User \"\(user.name)\" cannot \(info.verb) resource \"\(resource)\" in API group "
                + "\"\(info.resource.group)\" \(question.place)")
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
        var groups = request.headers("Impersonate-Group")
        let authorizer = state.withLock { Authorizer(store: $0.store) }
        let account = APIUser.serviceAccount(ofName: name)
        let subject =
            account.map { Authorizer.Question(impersonating: "serviceaccounts", $0.name, in: $0.namespace) }
            ?? Authorizer.Question(impersonating: "users", name)
        for question in [subject] + groups.map({ Authorizer.Question(impersonating: "groups", $0) }) {
            guard authorizer.allows(user, question) else {
                throw .forbidden(
                    GroupResource(resource: question.resource), question.name,
                    "User \"\(user.name)\" cannot impersonate resource \"\(question.resource)\" in API group \"\" "
                        + question.place)
            }
        }
        if let account, groups.isEmpty { groups = APIUser.groups(ofServiceAccountsIn: account.namespace) }
        let common = name == APIUser.anonymous.name ? "system:unauthenticated" : "system:authenticated"
        return APIUser(name: name, groups: groups.contains(common) ? groups : groups + [common])
    }
}

extension Authorizer.Question {
    fileprivate init(impersonating resource: String, _ name: String, in namespace: String = "") {
        self.init(verb: "impersonate", resource: resource, name: name, namespace: namespace)
    }

    /// Where something is asked for, as refusals say it.
    fileprivate var place: String {
        namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
    }
}
