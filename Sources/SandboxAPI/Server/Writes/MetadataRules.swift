import Document

/// What holds of the metadata of every object: names, labels, what does not change.
///
/// Source: `k8s.io/apimachinery/pkg/api/validation` and `pkg/util/validation`.
struct MetadataRules {
    /// How the names of a kind are built.
    private enum NameRule {
        case subdomain
        case label
        case serviceLabel
        case pathSegment
    }

    private let rule: NameRule

    init(_ kind: ResourceKind) {
        rule =
            switch (kind.group, kind.plural) {
            case ("", "namespaces"): .label
            case ("", "services"): .serviceLabel
            case ("rbac.authorization.k8s.io", _): .pathSegment
            default: .subdomain
            }
    }

    func problems(of object: Value, live: Value?) -> [FieldProblem] {
        let metadata = object["metadata"]
        var problems = live == nil ? nameProblems(metadata?["name"]?.string ?? "") : []
        problems.append(contentsOf: Self.labelProblems(metadata?["labels"]?.object ?? [:]))
        problems.append(contentsOf: Self.annotationProblems(metadata?["annotations"]?.object ?? [:]))
        problems.append(contentsOf: Self.ownerProblems(metadata?["ownerReferences"]?.array ?? []))
        guard let live, live["metadata"]?["deletionTimestamp"] != nil else { return problems }
        let held = Set((live["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string))
        let added = (metadata?["finalizers"]?.array ?? []).compactMap(\.string).filter { !held.contains($0) }
        if !added.isEmpty {
            problems.append(
                .forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers "
                        + "[]string{\(added.map { "\"\($0)\"" }.joined(separator: ", "))}"))
        }
        return problems
    }

    private func nameProblems(_ name: String) -> [FieldProblem] {
        let complaint: String?
        switch rule {
        case .subdomain: complaint = NameGrammar.subdomain.complaint(about: name)
        case .label: complaint = NameGrammar.label.complaint(about: name)
        case .serviceLabel: complaint = NameGrammar.serviceLabel.complaint(about: name)
        case .pathSegment:
            complaint =
                name == "." || name == ".."
                ? "may not be '\(name)'"
                : name.contains("/") ? "may not contain '/'" : name.contains("%") ? "may not contain '%'" : nil
        }
        return complaint.map { [.invalid("metadata.name", .string(name), $0)] } ?? []
    }

    private static func labelProblems(_ labels: Object) -> [FieldProblem] {
        labels.sorted.flatMap { key, value -> [FieldProblem] in
            var problems: [FieldProblem] = []
            if let complaint = NameGrammar.qualifiedNameComplaint(about: key) {
                problems.append(.invalid("metadata.labels", .string(key), complaint))
            }
            if let complaint = NameGrammar.labelValueComplaint(about: value.string ?? "") {
                problems.append(.invalid("metadata.labels", value, complaint))
            }
            return problems
        }
    }

    private static func annotationProblems(_ annotations: Object) -> [FieldProblem] {
        var problems = annotations.sorted.compactMap { key, _ in
            NameGrammar.qualifiedNameComplaint(about: key.lowercased()).map {
                FieldProblem.invalid("metadata.annotations", .string(key), $0)
            }
        }
        let limit = 256 * 1024
        let size = annotations.reduce(0) { $0 + $1.key.utf8.count + ($1.value.string ?? "").utf8.count }
        if size > limit { problems.append(.tooLong("metadata.annotations", limit: limit)) }
        return problems
    }

    private static func ownerProblems(_ references: [Value]) -> [FieldProblem] {
        references.flatMap { reference in
            ["apiVersion", "kind", "name", "uid"].filter { reference[$0]?.string?.isEmpty ?? true }.map { member in
                FieldProblem.invalid("metadata.ownerReferences.\(member)", "", "\(member) must not be empty")
            }
        }
    }
}
