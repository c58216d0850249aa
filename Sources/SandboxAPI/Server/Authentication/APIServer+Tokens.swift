import Document

extension APIServer {
    /// Answers a TokenRequest of a service account with a token that this server accepts until it expires.
    func tokenAnswer(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
        var review = try RequestBody.object(of: request, kind: "TokenRequest")
        let seconds = review["spec"]?["expirationSeconds"]?.integer ?? 3600
        guard seconds >= 600, seconds <= 1 << 32 else {
            let bound = seconds < 600 ? "less than 10 minutes" : "larger than 2^32 seconds"
            throw .invalid(
                kind: "TokenRequest", group: "authentication.k8s.io", name: "",
                [.invalid("spec.expirationSeconds", .integer(seconds), "may not specify a duration \(bound)")])
        }
        guard let account = object(info.key, of: info.resource.groupResource) else {
            throw .notFound(info.resource.groupResource, info.name)
        }
        let audiences = (review["spec"]?["audiences"]?.array ?? []).compactMap(\.string)
        let issued = environment.now()
        let expires = Timestamp(seconds: issued.seconds + seconds)
        let token = ServiceAccountToken(
            account: info.key, uid: account.uid,
            audiences: audiences.isEmpty ? [ServiceAccountToken.issuer] : audiences, issued: issued, expires: expires,
            identifier: environment.uid(), bound: try bound(review["spec"]?["boundObjectRef"], in: info.namespace))
        guard let text = signer.token(token.claims) else { throw .internalError("the token could not be signed") }
        review["kind"] = "TokenRequest"
        review["apiVersion"] = "authentication.k8s.io/v1"
        review["metadata"] = [
            "name": .string(info.name), "namespace": .string(info.namespace),
            "creationTimestamp": .string(issued.description),
        ]
        review["spec"]?["audiences"] = .array(token.audiences.map(Value.string))
        review["spec"]?["expirationSeconds"] = .integer(seconds)
        if review["spec"]?["boundObjectRef"] == nil { review["spec"]?["boundObjectRef"] = .null }
        review["status"] = ["token": .string(text), "expirationTimestamp": .string(expires.description)]
        return APIResponse(status: 201, review)
    }

    /// A token without an end, as a Secret of the type `kubernetes.io/service-account-token` holds it; nil where there
    /// is no such account.
    package func lastingToken(account: ObjectKey, secret: ObjectKey, uid: String) -> String? {
        guard let owner = object(account, of: .serviceAccounts) else { return nil }
        let token = ServiceAccountToken(
            account: account, uid: owner.uid, audiences: [ServiceAccountToken.issuer], issued: environment.now(),
            expires: nil, identifier: environment.uid(),
            bound: ServiceAccountToken.Bound(kind: "Secret", name: secret.name, uid: uid))
        return signer.token(token.claims)
    }

    /// The user a bearer token stands for; nil where this server did not issue it for itself, its time is over, or its
    /// account or the object it is bound to is gone.
    package func user(ofToken text: String) -> APIUser? {
        validToken(text, for: [ServiceAccountToken.issuer])?.user
    }

    /// The verdict of a TokenReview.
    func tokenVerdict(_ spec: Value) -> Value {
        let wanted = (spec["audiences"]?.array ?? []).compactMap(\.string)
        let audiences = wanted.isEmpty ? [ServiceAccountToken.issuer] : wanted
        guard let token = validToken(spec["token"]?.string ?? "", for: audiences) else {
            return ["user": [:], "error": "invalid bearer token"]
        }
        return [
            "authenticated": true, "user": token.user.information,
            "audiences": .array(audiences.filter(token.audiences.contains).map(Value.string)),
        ]
    }

    /// The documents by which others verify tokens (OpenID Connect Discovery); nil where the path is none of theirs.
    func issuerAnswer(_ request: APIRequest) -> APIResponse? {
        switch request.path {
        case "/.well-known/openid-configuration":
            APIResponse([
                "issuer": .string(ServiceAccountToken.issuer),
                "jwks_uri": .string("https://\(configuration.address)/openid/v1/jwks"),
                "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            ])
        case "/openid/v1/jwks": APIResponse(signer.keySet, contentType: "application/jwk-set+json")
        default: nil
        }
    }

    private func validToken(_ text: String, for audiences: [String]) -> ServiceAccountToken? {
        guard let token = signer.claims(of: text).flatMap(ServiceAccountToken.init(claims:)),
            token.audiences.contains(where: audiences.contains),
            token.expires.map({ environment.now() < $0 }) ?? true,
            object(token.account, of: .serviceAccounts)?.uid == token.uid
        else { return nil }
        if let bound = token.bound, let resource = bound.resource {
            let namespace = bound.kind == "Node" ? "" : token.account.namespace
            guard object(ObjectKey(namespace: namespace, name: bound.name), of: resource)?.uid == bound.uid
            else { return nil }
        }
        return token
    }

    private func bound(
        _ reference: Value?, in namespace: String
    ) throws(StatusError) -> ServiceAccountToken.Bound? {
        guard let kind = reference?["kind"]?.string, let name = reference?["name"]?.string else { return nil }
        var bound = ServiceAccountToken.Bound(kind: kind, name: name, uid: reference?["uid"]?.string ?? "")
        guard let resource = bound.resource else {
            throw .badRequest("cannot bind token for serviceaccount to object type \(kind)")
        }
        guard let object = object(ObjectKey(namespace: kind == "Node" ? "" : namespace, name: name), of: resource)
        else { throw .notFound(resource, name) }
        guard bound.uid.isEmpty || bound.uid == object.uid else {
            throw .conflict(
                resource, name,
                "the UID in the bound object reference (\(bound.uid)) does not match the UID in record. The object "
                    + "might have been deleted and then recreated")
        }
        bound.uid = object.uid
        return bound
    }

    private func object(_ key: ObjectKey, of resource: GroupResource) -> StoredObject? {
        state.withLock { $0.store.object(key, of: resource) }
    }
}

extension APIUser {
    /// The user as reviews show it.
    var information: Value {
        var information: Object = ["username": .string(name)]
        if !uid.isEmpty { information["uid"] = .string(uid) }
        information["groups"] = .array(groups.map(Value.string))
        if !extra.isEmpty {
            information["extra"] = .object(
                Object(extra.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map(Value.string))) }))
        }
        return .object(information)
    }
}
