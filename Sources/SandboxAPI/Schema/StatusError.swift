import Document

/// A refusal as the API server words it: the `Status` object that a client reads.
///
/// Source: `k8s.io/apimachinery/pkg/api/errors`.
package struct StatusError: Error, Sendable, Hashable {
    /// The HTTP status.
    package var code: Int
    /// The machine-readable reason; nil where the server names none, as for internal errors.
    package var reason: String?
    package var message: String
    package var details: Object?
    /// Seconds after which the client may try again.
    package var retryAfter: Int?

    package init(code: Int, reason: String?, message: String, details: Object? = nil, retryAfter: Int? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
        self.retryAfter = retryAfter
    }

    /// The body of the answer.
    package var status: Value {
        var status: Object = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
        ]
        status["reason"] = reason.map(Value.string)
        status["details"] = details.map(Value.object)
        status["code"] = .integer(Int64(code))
        return .object(status)
    }
}

extension StatusError {
    package static func badRequest(_ message: String) -> StatusError {
        StatusError(code: 400, reason: "BadRequest", message: message)
    }

    /// An error that no machinery has classified: 500 without a reason.
    package static func unclassified(_ message: String) -> StatusError {
        StatusError(code: 500, reason: nil, message: message)
    }

    /// 400: the body is not what the kind is decoded from.
    static func undecodable(_ kind: ResourceKind, _ problem: String) -> StatusError {
        .badRequest("\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): \(problem)")
    }

    /// 422 with a cause for each problem.
    package static func invalid(_ kind: ResourceKind, name: String, problems: [FieldProblem]) -> StatusError {
        var details = kind.details(name: name, of: kind.kind)
        details["causes"] = .array(problems.map(\.cause))
        let listed = problems.map(\.description).unique
        let text = listed.count == 1 ? listed[0] : "[\(listed.joined(separator: ", "))]"
        return StatusError(
            code: 422, reason: "Invalid",
            message: "\(kind.qualifiedKind) \(Value.string(name).compactJSON) is invalid: \(text)", details: details)
    }

    /// 409 of optimistic concurrency: a stale version, a wrong uid.
    package static func conflict(_ kind: ResourceKind, name: String, _ text: String) -> StatusError {
        StatusError(
            code: 409, reason: "Conflict",
            message:
                "Operation cannot be fulfilled on \(kind.qualifiedPlural) \(Value.string(name).compactJSON): \(text)",
            details: kind.details(name: name, of: kind.plural))
    }
}

extension ResourceKind {
    /// `Deployment.apps`, `ConfigMap`: how messages name the kind.
    package var qualifiedKind: String { group.isEmpty ? kind : "\(kind).\(group)" }

    /// `deployments.apps`, `configmaps`: how messages name the resource.
    package var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }

    /// The `details` of a refusal; `kind` there is the kind in some errors and the plural in others.
    package func details(name: String, of kind: String) -> Object {
        var details: Object = ["name": .string(name)]
        if !group.isEmpty { details["group"] = .string(group) }
        details["kind"] = .string(kind)
        return details
    }
}

extension [String] {
    /// The first of each text: the server reports a problem that two validations found once in the message.
    fileprivate var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
