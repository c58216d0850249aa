import Document

/// A write as admission policies see it.
struct AdmissionRequest: Sendable {
    enum Operation: String, Sendable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
    }

    var operation: Operation
    var info: RequestInfo
    /// The version that the objects are in.
    var kind: ResourceKind
    /// nil of a deletion.
    var object: Value?
    /// nil of a creation.
    var oldObject: Value?
    var user: APIUser
    var isDryRun: Bool

    init(
        _ operation: Operation, _ info: RequestInfo, _ kind: ResourceKind, _ object: Value?, old: Value?,
        user: APIUser?, isDryRun: Bool
    ) {
        self.operation = operation
        self.info = info
        self.kind = kind
        self.object = object
        oldObject = old
        self.user = user ?? Self.ownPart
        self.isDryRun = isDryRun
    }

    /// Who writes where one of the cluster's own parts does.
    private static let ownPart = APIUser(
        name: "system:kube-controller-manager", groups: ["system:masters", "system:authenticated"])

    var name: String {
        info.name.isEmpty ? (object ?? oldObject)?["metadata"]?["name"]?.string ?? "" : info.name
    }

    /// The labels of the new and of the old object.
    var labels: [[String: String]] {
        [object, oldObject].compactMap { $0 }.map { object in
            let labels = object["metadata"]?["labels"]?.object ?? [:]
            return Dictionary(labels.map { ($0.key, $0.value.string ?? "") }) { $1 }
        }
    }

    /// The request as it is called in expressions.
    func document(in version: ResourceKind) -> Value {
        let resource = info.resource
        var document: Object = [
            "kind": Self.names(resource.group, version.version, ("kind", resource.kind)),
            "resource": Self.names(resource.group, version.version, ("resource", resource.name)),
            "requestKind": Self.names(resource.group, resource.version, ("kind", resource.kind)),
            "requestResource": Self.names(resource.group, resource.version, ("resource", resource.name)),
            "operation": .string(operation.rawValue), "dryRun": .bool(isDryRun),
            "userInfo": [
                "username": .string(user.name), "uid": .string(user.uid),
                "groups": .array(user.groups.map(Value.string)),
                "extra": .object(
                    Object(user.extra.sorted { $0.key < $1.key }.map { ($0, .array($1.map(Value.string))) })),
            ],
        ]
        for (key, text) in [("name", name), ("namespace", info.namespace), ("subResource", info.subresource)]
        where !text.isEmpty { document[key] = .string(text) }
        return .object(document)
    }

    private static func names(_ group: String, _ version: String, _ last: (key: String, name: String)) -> Value {
        ["group": .string(group), "version": .string(version), last.key: .string(last.name)]
    }

    /// The refusal of the request, as admission plug-ins word it.
    func refusal(_ message: String) -> StatusError {
        .forbidden(info.resource.groupResource, name, message)
    }
}
