import Document

extension KindRules {
    static let customResourceDefinition = KindRules(
        applyDefaults: { object in
            guard let kind = object["spec"]?["names"]?["kind"]?.string else { return }
            object.setDefault(.string(kind.lowercased()), at: ["spec", "names", "singular"])
            object.setDefault(.string(kind + "List"), at: ["spec", "names", "listKind"])
        },
        prepare: { object, live, _ in
            guard live == nil else { return }
            let versions = object["spec"]?["versions"]?.array ?? []
            let stored = versions.first { $0["storage"] == true }?["name"]
            object["status"] = [
                "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
                "storedVersions": .array(stored.map { [$0] } ?? []),
            ]
        },
        validate: { object, _ in DefinitionValidation.problems(object) })
}

/// Source: `k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation`.
private enum DefinitionValidation {
    static func problems(_ object: Value) -> [FieldProblem] {
        let spec = object["spec"]
        let group = spec?["group"]?.string ?? ""
        let plural = spec?["names"]?["plural"]?.string ?? ""
        let name = object["metadata"]?["name"]?.string ?? ""
        var problems: [FieldProblem] = []
        if name != "\(plural).\(group)" {
            problems.append(
                .invalid("metadata.name", .string(name), "must be spec.names.plural+\".\"+spec.group"))
        }
        if group.isEmpty { problems.append(.required("spec.group")) }
        let scope = spec?["scope"]?.string ?? ""
        if scope.isEmpty {
            problems.append(.required("spec.scope"))
        } else if scope != "Namespaced", scope != "Cluster" {
            problems.append(.unsupported("spec.scope", .string(scope), supported: ["Cluster", "Namespaced"]))
        }
        for key in ["plural", "kind"] where (spec?["names"]?[key]?.string ?? "").isEmpty {
            problems.append(.required("spec.names.\(key)"))
        }
        return problems + versionProblems(spec?["versions"]?.array ?? [])
    }

    private static func versionProblems(_ versions: [Value]) -> [FieldProblem] {
        var problems = versions.enumerated().compactMap { index, version -> FieldProblem? in
            guard version["schema"]?["openAPIV3Schema"] == nil else { return nil }
            return .required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required")
        }
        if versions.count(where: { $0["storage"] == true }) != 1 {
            problems.append(
                .invalid("spec.versions", .array(versions), "must have exactly one version marked as storage version"))
        }
        return problems
    }
}
