import Document

/// What a CustomResourceDefinition must be.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation`.
enum DefinitionValidation {
    static func problems(_ object: Value, live: Value?) -> [FieldProblem] {
        let spec = object["spec"] ?? [:]
        let group = spec["group"]?.string ?? ""
        let plural = spec["names"]?["plural"]?.string ?? ""
        let name = object["metadata"]?["name"]?.string ?? ""
        var problems: [FieldProblem] = []
        if name != "\(plural).\(group)" {
            problems.append(
                .invalid("metadata.name", .string(name), "must be spec.names.plural+\".\"+spec.group"))
        }
        problems += self.group(group) + scope(spec["scope"]?.string ?? "")
        problems += versions(spec["versions"]?.array ?? [])
        problems += ["plural", "singular", "kind", "listKind"].filter { (spec["names"]?[$0]?.string ?? "").isEmpty }
            .map { .required("spec.names.\($0)") }
        problems += names(spec["names"] ?? [:])
        return problems + changes(spec, live)
    }

    private static func group(_ group: String) -> [FieldProblem] {
        if group.isEmpty { return [.required("spec.group")] }
        if let complaint = NameGrammar.subdomain.complaint(about: group) {
            return [.invalid("spec.group", .string(group), complaint)]
        }
        return group.contains(".")
            ? [] : [.invalid("spec.group", .string(group), "should be a domain with at least one dot")]
    }

    private static func scope(_ scope: String) -> [FieldProblem] {
        if scope.isEmpty { return [.required("spec.scope")] }
        let scopes = ["Cluster", "Namespaced"]
        return scopes.contains(scope) ? [] : [.unsupported("spec.scope", .string(scope), supported: scopes)]
    }

    private static func versions(_ versions: [Value]) -> [FieldProblem] {
        var problems = versions.enumerated().compactMap { index, version -> FieldProblem? in
            guard version["schema"]?["openAPIV3Schema"] == nil else { return nil }
            return .required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required")
        }
        for (index, version) in versions.enumerated() {
            let name = version["name"]?.string ?? ""
            if let complaint = NameGrammar.serviceLabel.complaint(about: name) {
                problems.append(.invalid("spec.versions[\(index)].name", .string(name), complaint))
            }
            if let schema = version["schema"]?["openAPIV3Schema"] {
                problems += StructuralForm.problems(schema, at: "spec.versions[\(index)].schema.openAPIV3Schema")
            }
        }
        let names = versions.map { $0["name"]?.string ?? "" }
        if Set(names).count < names.count {
            problems.append(.invalid("spec.versions", .array(versions), "must contain unique version names"))
        }
        if versions.count(where: { $0["storage"] == true }) != 1 {
            problems.append(
                .invalid("spec.versions", .array(versions), "must have exactly one version marked as storage version"))
        }
        return problems
    }

    private static func names(_ names: Value) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        func check(_ text: String, _ field: String, isKind: Bool = false) {
            let checked = isKind ? text.lowercased() : text
            guard !text.isEmpty, let complaint = NameGrammar.serviceLabel.complaint(about: checked) else { return }
            let prefix = isKind ? "may have mixed case, but should otherwise match: " : ""
            problems.append(.invalid("spec.names.\(field)", .string(text), prefix + complaint))
        }
        check(names["plural"]?.string ?? "", "plural")
        check(names["singular"]?.string ?? "", "singular")
        check(names["kind"]?.string ?? "", "kind", isKind: true)
        check(names["listKind"]?.string ?? "", "listKind", isKind: true)
        for (index, name) in (names["shortNames"]?.array ?? []).enumerated() {
            check(name.string ?? "", "shortNames[\(index)]")
        }
        if let kind = names["kind"], kind != "", kind == names["listKind"] {
            problems.append(.invalid("spec.names.listKind", kind, "kind and listKind may not be the same"))
        }
        return problems
    }

    /// What of a definition stays as it is: scope and kind once it is established.
    private static func changes(_ spec: Value, _ live: Value?) -> [FieldProblem] {
        guard let live else { return [] }
        let isEstablished = (live["status"]?["conditions"]?.array ?? []).contains {
            $0["type"] == "Established" && $0["status"] == "True"
        }
        let fixed: [Path] = (isEstablished ? [["scope"], ["names", "kind"]] : []) + [["group"], ["names", "plural"]]
        return fixed.filter { spec[$0] != live["spec"]?[$0] }.map {
            .immutable("spec.\($0)", spec[$0] ?? "")
        }
    }
}
