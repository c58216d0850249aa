import Document

/// The field selector of a query: `metadata.name=a,status.phase!=Running`.
package struct FieldSelector: Sendable, Hashable {
    struct Requirement: Sendable, Hashable {
        var field: String
        var value: String
        var isEqual: Bool
    }

    private(set) var requirements: [Requirement] = []

    /// Selects everything.
    package init() {}

    /// Parses a selector; fields that the resource does not offer are refused.
    package init(_ text: String, for resource: GroupResource) throws(StatusError) {
        for term in text.split(separator: ",", omittingEmptySubsequences: true) {
            guard let (field, value, isEqual) = Self.parts(of: String(term)) else {
                throw .badRequest("invalid selector: '\(text)'; can't understand '\(term)'")
            }
            requirements.append(Requirement(field: field, value: value, isEqual: isEqual))
        }
        let known = Self.fields(of: resource)
        for requirement in requirements where !known.contains(requirement.field) {
            throw Self.unknown(requirement.field, of: resource)
        }
    }

    package var isEmpty: Bool { requirements.isEmpty }

    /// The name that every selected object has, where the selector demands one.
    package var name: String? {
        requirements.first { $0.field == "metadata.name" && $0.isEqual }?.value
    }

    package func matches(_ object: StoredObject) -> Bool {
        guard !requirements.isEmpty else { return true }
        var tree: Value?
        return requirements.allSatisfy { requirement in
            let actual: String
            switch requirement.field {
            case "metadata.name": actual = object.key.name
            case "metadata.namespace": actual = object.key.namespace
            default:
                let value = tree ?? object.value
                tree = value
                let path = Path(requirement.field.split(separator: ".").map { .key(String($0)) })
                actual = value[path].map(\.plain) ?? Self.absent[requirement.field] ?? ""
            }
            return (actual == requirement.value) == requirement.isEqual
        }
    }

    private static func parts(of term: String) -> (String, String, Bool)? {
        for (mark, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = term.firstRange(of: mark) else { continue }
            return (String(term[..<range.lowerBound]), String(term[range.upperBound...]), isEqual)
        }
        return nil
    }

    /// What a field reads as where the object does not have it.
    private static let absent = ["spec.unschedulable": "false", "status.successful": "0"]

    private static let special: [GroupResource: [String]] = {
        let event = [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "source", "type",
        ]
        return [
            GroupResource(resource: "pods"): [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
            ],
            GroupResource(resource: "secrets"): ["type"],
            GroupResource(resource: "services"): ["spec.clusterIP", "spec.type"],
            .namespaces: ["status.phase"],
            GroupResource(resource: "nodes"): ["spec.unschedulable"],
            GroupResource(resource: "replicationcontrollers"): ["status.replicas"],
            GroupResource(group: "apps", resource: "replicasets"): ["status.replicas"],
            GroupResource(group: "batch", resource: "jobs"): ["status.successful"],
            GroupResource(resource: "events"): event,
            GroupResource(group: "certificates.k8s.io", resource: "certificatesigningrequests"): ["spec.signerName"],
        ]
    }()

    private static func fields(of resource: GroupResource) -> Set<String> {
        Set(["metadata.name", "metadata.namespace"] + (special[resource] ?? []))
    }

    private static func unknown(_ field: String, of resource: GroupResource) -> StatusError {
        guard special[resource] != nil else {
            return .badRequest(
                "\"\(field)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
        }
        return .badRequest("field label not supported: \(field)")
    }
}
