import Document
import Kubernetes

extension Merge {
    /// Refuses configurations that no server would merge.
    static func checkConfiguration(_ configuration: Value, _ kind: ResourceKind) throws(StatusError) {
        let apiVersion = configuration["apiVersion"]?.string ?? ""
        let name = configuration["kind"]?.string ?? ""
        guard apiVersion == kind.apiVersion, name == kind.kind else {
            throw .badRequest("invalid object type: \(ResourceKind.text(apiVersion: apiVersion, kind: name))")
        }
        if configuration["metadata"]?["managedFields"]?.array != nil {
            throw .badRequest("metadata.managedFields must be nil")
        }
        if let problem = TypeCheck(configuration, as: kind.schema).message {
            throw .unclassified(
                "failed to create typed patch object (\(configuration.description(of: kind))): \(problem)")
        }
    }

    /// What an apply would change of what others own.
    static func conflicts(
        of comparisons: [String: Comparison], _ managed: ManagedFields, except owner: ManagedFields.Owner
    ) -> [ManagedFields.Owner: FieldSet] {
        let written = comparisons.mapValues(\.written)
        return managed.entries.filter { $0.key != owner }
            .mapValues { $0.fields.intersection(written[$0.apiVersion] ?? FieldSet()) }.filter { !$0.value.isEmpty }
    }

    /// Refuses an apply that would change what others own.
    static func refuse(_ conflicts: [ManagedFields.Owner: FieldSet]) throws(StatusError) {
        guard !conflicts.isEmpty else { return }
        let sorted = conflicts.sorted { $0.key.identifier < $1.key.identifier }.map {
            (manager: $0.key.description, paths: $0.value.paths)
        }
        let causes = sorted.flatMap { manager, paths in
            paths.map { path -> Value in
                [
                    "reason": "FieldManagerConflict", "message": .string("conflict with \(manager)"),
                    "field": .string(path.causeField),
                ]
            }
        }
        throw StatusError(
            code: 409, reason: "Conflict", message: message(sorted, count: causes.count),
            details: ["causes": .array(causes)])
    }

    private static func message(_ conflicts: [(manager: String, paths: [Path])], count: Int) -> String {
        if count == 1, let first = conflicts.first {
            return "Apply failed with 1 conflict: conflict with \(first.manager): "
                + first.paths.map(\.causeField).joined()
        }
        let lines = conflicts.flatMap { manager, paths in
            ["conflicts with \(manager):"] + paths.map { "- \($0.causeField)" }
        }
        return "Apply failed with \(count) conflicts: " + lines.joined(separator: "\n")
    }
}

extension ManagedFields.Owner: CustomStringConvertible {
    /// `"berth"`, `"script" using v1`: how conflicts name an owner.
    var description: String {
        var text = Value.string(manager).compactJSON
        if !subresource.isEmpty { text += " with subresource \(Value.string(subresource).compactJSON)" }
        if operation == .update { text += " using \(apiVersion)" }
        return text
    }
}

extension ManagedFields.Owner {
    /// The text by which the server keeps entries apart, and so sorts conflicts.
    var identifier: String {
        let members = [
            ("manager", manager), ("operation", operation.rawValue), ("apiVersion", apiVersion),
            ("subresource", subresource),
        ]
        return Value.object(Object(members.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) })).compactJSON
    }
}

extension ResourceKind {
    /// `apps/v1, Kind=Deployment`, `/v1, Kind=ConfigMap`: how the machinery writes what an object says it is.
    static func text(apiVersion: String, kind: String) -> String {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return "/\(apiVersion), Kind=\(kind)"
        case 2: return "\(apiVersion), Kind=\(kind)"
        default: return "/, Kind=\(kind)"
        }
    }
}

extension Value {
    /// `truth/web; apps/v1, Kind=Deployment`: how the machinery names an object in its errors.
    func description(of kind: ResourceKind) -> String {
        let metadata = self["metadata"]
        let namespace = metadata?["namespace"]?.string ?? ""
        let name = metadata?["name"]?.string ?? ""
        return "\(namespace)/\(name); \(kind.group)/\(kind.version), Kind=\(kind.kind)"
    }
}
