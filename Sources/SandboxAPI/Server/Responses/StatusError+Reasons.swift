import Document

/// The refusals of `k8s.io/apimachinery/pkg/api/errors`, with its words.
extension StatusError {
    package static func notFound(_ resource: GroupResource, _ name: String) -> StatusError {
        StatusError(
            404, "NotFound", "\(resource) \"\(name)\" not found",
            details(name, resource.group, resource.resource))
    }

    /// No such path below a group that is served.
    package static let resourceNotFound = StatusError(
        404, "NotFound", "the server could not find the requested resource", [:])

    package static func alreadyExists(_ resource: GroupResource, _ name: String) -> StatusError {
        StatusError(
            409, "AlreadyExists", "\(resource) \"\(name)\" already exists",
            details(name, resource.group, resource.resource))
    }

    package static func conflict(_ resource: GroupResource, _ name: String, _ why: String) -> StatusError {
        StatusError(
            409, "Conflict", "Operation cannot be fulfilled on \(resource) \"\(name)\": \(why)",
            details(name, resource.group, resource.resource))
    }

    /// A write whose `resourceVersion` is not the stored one.
    package static func modified(_ resource: GroupResource, _ name: String) -> StatusError {
        conflict(
            resource, name,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    /// A kind and the fields of an object that break its rules.
    package static func invalid(kind: String, group: String, name: String, _ causes: [FieldProblem]) -> StatusError {
        // A list of errors is printed without its repetitions, the causes with them.
        var lines: [String] = []
        for line in causes.map(\.description) where !lines.contains(line) { lines.append(line) }
        let text = lines.count == 1 ? lines[0] : "[\(lines.joined(separator: ", "))]"
        let subject = group.isEmpty ? kind : "\(kind).\(group)"
        return StatusError(
            422, "Invalid", "\(subject) \"\(name)\" is invalid: \(text)",
            details(name, group, kind, causes))
    }

    package static func forbidden(
        _ resource: GroupResource, _ name: String, _ why: String, _ causes: [FieldProblem] = []
    ) -> StatusError {
        let subject = name.isEmpty ? "\(resource)" : "\(resource) \"\(name)\""
        return StatusError(
            403, "Forbidden", "\(subject) is forbidden: \(why)",
            details(name, resource.group, resource.resource, causes))
    }

    package static let unauthorized = StatusError(401, "Unauthorized", "Unauthorized")

    package static let methodNotAllowed = StatusError(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource", [:])

    package static func notAcceptable(_ accepted: [String]) -> StatusError {
        StatusError(
            406, "NotAcceptable",
            "only the following media types are accepted: \(accepted.joined(separator: ", "))", [:])
    }

    /// The content type of a patch that no patch has.
    package static let unsupportedPatch = StatusError(
        415, "UnsupportedMediaType", "415: Unsupported Media Type", [:])

    package static func unsupportedBody(_ accepted: [String]) -> StatusError {
        StatusError(
            415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", "), [:])
    }

    package static func expired(_ message: String) -> StatusError {
        StatusError(410, "Expired", message)
    }

    package static func versionTooLarge(_ requested: UInt64, current: UInt64) -> StatusError {
        StatusError(
            504, "Timeout", "Timeout: Too large resource version: \(requested), current: \(current)",
            ["causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]]])
    }

    package static func internalError(_ message: String) -> StatusError {
        StatusError(500, "InternalError", message)
    }

    package static func serviceUnavailable(_ message: String) -> StatusError {
        StatusError(503, "ServiceUnavailable", message)
    }

    private init(_ code: Int, _ reason: String, _ message: String, _ details: Object? = nil) {
        self.init(code: code, reason: reason, message: message, details: details)
    }

    private static func details(
        _ name: String, _ group: String, _ kind: String, _ causes: [FieldProblem] = []
    ) -> Object {
        var details = Object()
        for (key, text) in [("name", name), ("group", group), ("kind", kind)] where !text.isEmpty {
            details[key] = .string(text)
        }
        if !causes.isEmpty { details["causes"] = .array(causes.map(\.cause)) }
        return details
    }
}
