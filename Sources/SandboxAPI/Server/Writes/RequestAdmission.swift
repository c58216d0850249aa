import Document

/// What a server writes into a body before it is decoded as an object.
enum RequestAdmission {
    static func admitted(_ body: Value, _ info: RequestInfo, user: APIUser) -> Value {
        switch (info.resource.kind, info.resource.version) {
        case ("CertificateSigningRequest", _) where info.verb == "create": signed(body, by: user)
        case ("HorizontalPodAutoscaler", "v1") where info.subresource.isEmpty: converted(body)
        default: body
        }
    }

    /// A request for a certificate says who asks, whatever its sender wrote there.
    private static func signed(_ body: Value, by user: APIUser) -> Value {
        var body = body
        body["spec"]?["username"] = .string(user.name)
        body["spec"]?["groups"] = .array(user.groups.map(Value.string))
        if !user.uid.isEmpty { body["spec"]?["uid"] = .string(user.uid) }
        return body
    }

    /// An autoscaler of the older version in the form of the newer one, in which it is stored.
    private static func converted(_ body: Value) -> Value {
        var body = body
        guard let percent = body["spec"]?["targetCPUUtilizationPercentage"] else { return body }
        body["spec"]?["targetCPUUtilizationPercentage"] = nil
        let target: Value = ["type": "Utilization", "averageUtilization": percent]
        body["spec"]?["metrics"] = [["type": "Resource", "resource": ["name": "cpu", "target": target]]]
        return body
    }
}
