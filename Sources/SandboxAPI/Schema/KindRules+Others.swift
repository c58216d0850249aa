import Document

extension KindRules {
    /// Source: `ValidatePolicyRule` of `k8s.io/kubernetes/pkg/apis/rbac/validation`.
    static let role = KindRules(validate: { object, _ in
        let isNamespaced = object["kind"] == "Role"
        return (object["rules"]?.array ?? []).enumerated().flatMap { index, rule -> [FieldProblem] in
            func isEmpty(_ key: String) -> Bool { (rule[key]?.array ?? []).isEmpty }
            let field = "rules[\(index)]"
            var problems: [FieldProblem] = []
            if isEmpty("verbs") {
                problems.append(.required("\(field).verbs", "verbs must contain at least one value"))
            }
            if !isEmpty("nonResourceURLs") {
                if isNamespaced {
                    problems.append(
                        .invalid(
                            "\(field).nonResourceURLs", rule["nonResourceURLs"] ?? .null,
                            "namespaced rules cannot apply to non-resource URLs"))
                }
                return problems
            }
            if isEmpty("apiGroups") {
                problems.append(.required("\(field).apiGroups", "resource rules must supply at least one api group"))
            }
            if isEmpty("resources") {
                problems.append(.required("\(field).resources", "resource rules must supply at least one resource"))
            }
            return problems
        }
    })

    /// Source: `k8s.io/kubernetes/pkg/apis/networking/validation`.
    static let ingress = KindRules(validate: { object, _ in
        let rules = object["spec"]?["rules"]?.array ?? []
        if rules.isEmpty, object["spec"]?["defaultBackend"] == nil {
            return [.invalid("spec", .null, "either `defaultBackend` or `rules` must be specified")]
        }
        return rules.enumerated().flatMap { index, rule in
            (rule["http"]?["paths"]?.array ?? []).enumerated().compactMap { number, path in
                let field = "spec.rules[\(index)].http.paths[\(number)].pathType"
                let types = ["Exact", "ImplementationSpecific", "Prefix"]
                guard let type = path["pathType"]?.string else {
                    return .required(field, "pathType must be specified")
                }
                return types.contains(type) ? nil : .unsupported(field, .string(type), supported: types)
            }
        }
    })

    static let ingressClass = KindRules(validate: { object, live in
        FieldProblem.immutable(object, live, [["spec", "controller"]])
    })

    /// Source: `ValidatePriorityClassUpdate` of `k8s.io/kubernetes/pkg/apis/scheduling/validation`.
    static let priorityClass = KindRules(validate: { object, live in
        guard let live else { return [] }
        let change = FieldProblem.forbidden("value", "may not be changed in an update.")
        return (object["value"] == live["value"] ? [] : [change])
            + FieldProblem.immutable(object, live, [["preemptionPolicy"]])
    })

    /// Source: `k8s.io/kubernetes/pkg/apis/autoscaling/{v2/defaults.go,validation}`.
    static let horizontalPodAutoscaler = KindRules(
        applyDefaults: { object in
            guard object["spec"]?["metrics"] == nil else { return }
            object[["spec", "metrics"]] = [
                [
                    "type": "Resource",
                    "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
                ]
            ]
        },
        validate: { object, _ in
            let most = object["spec"]?["maxReplicas"]?.integer ?? 0
            let least = object["spec"]?["minReplicas"]?.integer ?? 1
            var problems: [FieldProblem] = []
            if least < 1 {
                problems.append(
                    .invalid("spec.minReplicas", .integer(least), "must be greater than or equal to 1"))
            }
            if most < 1 { problems.append(.invalid("spec.maxReplicas", .integer(most), "must be greater than 0")) }
            if most < least {
                problems.append(
                    .invalid("spec.maxReplicas", .integer(most), "must be greater than or equal to `minReplicas`"))
            }
            return problems
        })
}
