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
    /// Whether finalizers need a domain unless they are the server's own.
    private let needsQualifiedFinalizers: Bool

    init(_ kind: ResourceKind) {
        needsQualifiedFinalizers =
            !kind.isCustom && !["apiextensions.k8s.io", "apiregistration.k8s.io"].contains(kind.group)
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
        let finalizers = (metadata?["finalizers"]?.array ?? []).compactMap(\.string)
        problems.append(contentsOf: finalizerProblems(finalizers))
        guard let live, live["metadata"]?["deletionTimestamp"] != nil else { return problems }
        let held = Set((live["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string))
        let added = finalizers.filter { !held.contains($0) }
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
        let field = "metadata.ownerReferences"
        var problems = references.flatMap { reference in
            ["apiVersion", "kind", "name", "uid"].filter { reference[$0]?.string?.isEmpty ?? true }.map { member in
                FieldProblem.invalid(
                    "\(field).\(member)", "",
                    member == "apiVersion" ? "version must not be empty" : "must not be empty")
            }
        }
        let controllers = references.filter { $0["controller"] == true }.map {
            "\($0["kind"]?.string ?? "")/\($0["name"]?.string ?? "")"
        }
        for other in controllers.dropFirst() {
            problems.append(
                .invalid(
                    field, .array(references),
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                        + "\(controllers[0]) and \(other)"))
        }
        return problems
    }

    /// Finalizers are qualified names; those of most built-in kinds need a domain.
    private func finalizerProblems(_ finalizers: [String]) -> [FieldProblem] {
        let field = "metadata.finalizers"
        var problems = finalizers.compactMap { finalizer in
            NameGrammar.qualifiedNameComplaint(about: finalizer).map {
                FieldProblem.invalid(field, .string(finalizer), $0)
            }
        }
        if finalizers.contains("orphan"), finalizers.contains("foregroundDeletion") {
            problems.append(
                .invalid(
                    field, .array(finalizers.map(Value.string)),
                    "finalizer orphan and foregroundDeletion cannot be both set"))
        }
        guard needsQualifiedFinalizers else { return problems }
        for (index, finalizer) in finalizers.enumerated()
        where !finalizer.contains("/") && !FinalizerWarnings.standard.contains(finalizer) {
            problems.append(
                .invalid(
                    "\(field)[\(index)]", .string(finalizer),
                    "name is neither a standard finalizer name nor is it fully qualified"))
        }
        return problems
    }
}
