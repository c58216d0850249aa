import Document

/// What a token says: which service account bears it, for whom, from when until when.
///
/// Source: `kubernetes/pkg/serviceaccount/claims.go`.
struct ServiceAccountToken: Sendable {
    /// An object that a token is bound to: it is good for as long as the object lives.
    struct Bound: Sendable, Hashable {
        var kind: String
        var name: String
        var uid: String

        var resource: GroupResource? {
            switch kind {
            case "Pod": GroupResource(resource: "pods")
            case "Secret": GroupResource(resource: "secrets")
            case "Node": GroupResource(resource: "nodes")
            default: nil
            }
        }
    }

    /// Who issues tokens, and whom they are for unless a request says otherwise.
    static let issuer = "https://kubernetes.default.svc.cluster.local"

    var account: ObjectKey
    var uid: String
    var audiences: [String]
    var issued: Timestamp
    /// Nil: of a Secret that lasts until it is deleted.
    var expires: Timestamp?
    var identifier: String
    var bound: Bound?

    var claims: Value {
        var place: Object = [
            "namespace": .string(account.namespace),
            "serviceaccount": ["name": .string(account.name), "uid": .string(uid)],
        ]
        if let bound { place[bound.kind.lowercased()] = ["name": .string(bound.name), "uid": .string(bound.uid)] }
        var claims: Object = [
            "aud": .array(audiences.map(Value.string)), "iat": .integer(issued.seconds),
            "iss": .string(Self.issuer), "jti": .string(identifier), "kubernetes.io": .object(place),
            "nbf": .integer(issued.seconds), "sub": .string(userName),
        ]
        claims["exp"] = expires.map { .integer($0.seconds) }
        return .object(claims)
    }

    init(
        account: ObjectKey, uid: String, audiences: [String], issued: Timestamp, expires: Timestamp?,
        identifier: String, bound: Bound?
    ) {
        self.account = account
        self.uid = uid
        self.audiences = audiences
        self.issued = issued
        self.expires = expires
        self.identifier = identifier
        self.bound = bound
    }

    /// Nil where the claims are not those of a service account.
    init?(claims: Value) {
        let place = claims["kubernetes.io"]
        guard let namespace = place?["namespace"]?.string, let name = place?["serviceaccount"]?["name"]?.string,
            let uid = place?["serviceaccount"]?["uid"]?.string, let issued = claims["iat"]?.integer
        else { return nil }
        account = ObjectKey(namespace: namespace, name: name)
        self.uid = uid
        audiences = (claims["aud"]?.array ?? []).compactMap(\.string)
        self.issued = Timestamp(seconds: issued)
        expires = claims["exp"]?.integer.map { Timestamp(seconds: $0) }
        identifier = claims["jti"]?.string ?? ""
        bound =
            ["Pod", "Secret", "Node"].lazy.compactMap { kind in
                place?[kind.lowercased()].map {
                    Bound(kind: kind, name: $0["name"]?.string ?? "", uid: $0["uid"]?.string ?? "")
                }
            }.first
    }

    /// The user who bears the token.
    var user: APIUser {
        var extra = ["authentication.kubernetes.io/credential-id": ["JTI=\(identifier)"]]
        if let bound, bound.kind != "Secret" {
            extra["authentication.kubernetes.io/\(bound.kind.lowercased())-name"] = [bound.name]
            extra["authentication.kubernetes.io/\(bound.kind.lowercased())-uid"] = [bound.uid]
        }
        return APIUser(
            name: userName, groups: APIUser.groups(ofServiceAccountsIn: account.namespace), uid: uid, extra: extra)
    }

    private var userName: String { "system:serviceaccount:\(account.namespace):\(account.name)" }
}

extension APIUser {
    /// The groups of every service account of a namespace.
    static func groups(ofServiceAccountsIn namespace: String) -> [String] {
        ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"]
    }

    /// The service account that a user name stands for; nil for the names of others.
    static func serviceAccount(ofName name: String) -> ObjectKey? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return nil }
        return ObjectKey(namespace: parts[2], name: parts[3])
    }
}
