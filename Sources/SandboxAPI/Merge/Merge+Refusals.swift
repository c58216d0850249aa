import Document
import Kubernetes

extension Merge {
    /// Refuses configurations that no server would merge.
    static func checkConfiguration(_ configuration: Value, _ kind: ResourceKind) throws(StatusError) {
        if configuration["metadata"]?["managedFields"] != nil {
            throw .badRequest("metadata.managedFields must be nil")
        }
        if let version = configuration["apiVersion"]?.string, version != kind.apiVersion {
            throw .badRequest(
                "Incorrect version specified in apply patch. Specified patch version: \(version), "
                    + "expected: \(kind.apiVersion)")
        }
        if let problem = TypeCheck(configuration, as: kind.schema).message {
            throw .unclassified(
                "failed to create typed patch object (\(configuration.description(of: kind))): \(problem)")
        }
    }

    /// Refuses an apply that would change what others own.
    static func checkConflicts(
        of comparison: Comparison, _ managed: ManagedFields, except owner: ManagedFields.Owner
    ) throws(StatusError) {
        let written = comparison.written
        var conflicts: [(manager: String, paths: [Path])] = []
        for (other, entry) in managed.entries where other != owner {
            let taken = entry.fields.intersection(written)
            if !taken.isEmpty { conflicts.append((other.description, taken.paths)) }
        }
        guard !conflicts.isEmpty else { return }
        conflicts.sort { $0.manager < $1.manager }
        let causes = conflicts.flatMap { manager, paths in
            paths.map { path -> Value in
                [
                    "reason": "FieldManagerConflict", "message": .string("conflict with \(manager)"),
                    "field": .string(path.causeField),
                ]
            }
        }
        throw StatusError(
            code: 409, reason: "Conflict", message: message(conflicts, count: causes.count),
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

extension Value {
    /// `truth/web; apps/v1, Kind=Deployment`: how the machinery names an object in its errors.
    func description(of kind: ResourceKind) -> String {
        let metadata = self["metadata"]
        let namespace = metadata?["namespace"]?.string ?? ""
        let name = metadata?["name"]?.string ?? ""
        return "\(namespace)/\(name); \(kind.group)/\(kind.version), Kind=\(kind.kind)"
    }
}
