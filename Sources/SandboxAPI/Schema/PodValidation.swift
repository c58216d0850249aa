import Document

/// What every pod and template of pods must be: the rules that people run into.
///
/// Source: `ValidatePodTemplateSpec` of `k8s.io/kubernetes/pkg/apis/core/validation`.
enum PodValidation {
    static func template(_ template: Value, at field: String) -> [FieldProblem] {
        SelectorValidation.labels(template["metadata"]?["labels"]?.object ?? [:], at: "\(field).labels")
            + spec(template["spec"] ?? [:], at: "\(field).spec")
    }

    static func spec(_ spec: Value, at field: String) -> [FieldProblem] {
        let volumes = Set((spec["volumes"]?.array ?? []).compactMap { $0["name"]?.string })
        var problems = self.volumes(spec["volumes"]?.array ?? [], at: "\(field).volumes")
        let containers = spec["containers"]?.array ?? []
        if containers.isEmpty { problems.append(.required("\(field).containers")) }
        var names: Set<String> = []
        for list in ["containers", "initContainers"] {
            for (index, container) in (spec[list]?.array ?? []).enumerated() {
                let place = "\(field).\(list)[\(index)]"
                problems += ContainerValidation(container, at: place, volumes: volumes).problems
                let name = container["name"]?.string ?? ""
                if !name.isEmpty, !names.insert(name).inserted {
                    problems.append(.duplicate("\(place).name", .string(name)))
                }
            }
        }
        problems += oneOf(spec, "restartPolicy", ["Always", "OnFailure", "Never"], field)
        problems += oneOf(spec, "dnsPolicy", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"], field)
        problems += SelectorValidation.labels(spec["nodeSelector"]?.object ?? [:], at: "\(field).nodeSelector")
        if let name = spec["serviceAccountName"]?.string, let complaint = NameGrammar.subdomain.complaint(about: name) {
            problems.append(.invalid("\(field).serviceAccountName", .string(name), complaint))
        }
        return problems
    }

    private static func volumes(_ volumes: [Value], at field: String) -> [FieldProblem] {
        var names: Set<String> = []
        return volumes.enumerated().compactMap { index, volume in
            let place = "\(field)[\(index)].name"
            let name = volume["name"]?.string ?? ""
            if name.isEmpty { return .required(place) }
            if let complaint = NameGrammar.label.complaint(about: name) {
                return .invalid(place, .string(name), complaint)
            }
            return names.insert(name).inserted ? nil : .duplicate(place, .string(name))
        }
    }

    private static func oneOf(
        _ spec: Value, _ key: String, _ allowed: [String], _ field: String
    ) -> [FieldProblem] {
        guard let value = spec[key]?.string, !allowed.contains(value) else { return [] }
        return [.unsupported("\(field).\(key)", .string(value), supported: allowed)]
    }
}
