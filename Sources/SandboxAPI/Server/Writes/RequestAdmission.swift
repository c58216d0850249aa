import Document

/// What a server writes into a body before it is decoded as an object.
enum RequestAdmission {
    static func admitted(_ body: Value, _ info: RequestInfo, user: APIUser) -> Value {
        info.resource.kind == "CertificateSigningRequest" && info.verb == "create" ? signed(body, by: user) : body
    }

    /// A request for a certificate says who asks, whatever its sender wrote there.
    private static func signed(_ body: Value, by user: APIUser) -> Value {
        var body = body
        body["spec"]?["username"] = .string(user.name)
        body["spec"]?["groups"] = .array(user.groups.map(Value.string))
        if !user.uid.isEmpty { body["spec"]?["uid"] = .string(user.uid) }
        return body
    }
}
