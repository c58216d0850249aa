import Document

extension KindRules {
    static let deployment = KindRules(
        applyDefaults: { object in
            PodDefaults.apply(to: &object[["spec", "template", "spec"]])
            guard object["spec"]?["strategy"]?["type"] == "RollingUpdate" else { return }
            object.setDefault("25%", at: ["spec", "strategy", "rollingUpdate", "maxUnavailable"])
            object.setDefault("25%", at: ["spec", "strategy", "rollingUpdate", "maxSurge"])
        },
        validate: { object, live in
            WorkloadValidation.selector(object) + WorkloadValidation.immutableSelector(object, live)
        },
        countsAnnotations: true)

    static let replicaSet = KindRules(
        applyDefaults: { PodDefaults.apply(to: &$0[["spec", "template", "spec"]]) },
        validate: { object, live in
            WorkloadValidation.selector(object) + WorkloadValidation.immutableSelector(object, live)
        })

    static let statefulSet = KindRules(
        applyDefaults: { object in
            PodDefaults.apply(to: &object[["spec", "template", "spec"]])
            if object["spec"]?["updateStrategy"]?["type"] == "RollingUpdate" {
                object.setDefault(0, at: ["spec", "updateStrategy", "rollingUpdate", "partition"])
            }
            object[["spec"]]?.updateItems(of: "volumeClaimTemplates") { claim in
                claim["apiVersion"] = "v1"
                claim["kind"] = "PersistentVolumeClaim"
            }
        },
        validate: { object, live in
            WorkloadValidation.selector(object) + WorkloadValidation.statefulSetUpdate(object, live)
        })

    static let daemonSet = KindRules(
        applyDefaults: { object in
            PodDefaults.apply(to: &object[["spec", "template", "spec"]])
            guard object["spec"]?["updateStrategy"]?["type"] == "RollingUpdate" else { return }
            object.setDefault(1, at: ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"])
            object.setDefault(0, at: ["spec", "updateStrategy", "rollingUpdate", "maxSurge"])
        },
        validate: { object, live in
            WorkloadValidation.selector(object) + WorkloadValidation.immutableSelector(object, live)
        })

    static let cronJob = KindRules(applyDefaults: {
        PodDefaults.apply(to: &$0[["spec", "jobTemplate", "spec", "template", "spec"]])
    })
}

/// Validation that the workload kinds share.
///
/// Source: `k8s.io/kubernetes/pkg/apis/apps/validation`.
enum WorkloadValidation {
    static func selector(_ object: Value) -> [FieldProblem] {
        guard let selector = object["spec"]?["selector"], !selector.isNull else {
            return [.required("spec.selector")]
        }
        let labels = object["spec"]?["template"]?["metadata"]?["labels"]
        if selector.isEmptyContainer {
            return [.invalid("spec.selector", selector, "empty selector is invalid for deployment")]
        }
        let containers = containers(object["spec"]?["template"], at: "spec.template")
        guard !LabelMatching.matches(selector, labels: labels) else { return containers }
        return [
            .invalid(
                "spec.template.metadata.labels", labels ?? .null, "`selector` does not match template `labels`")
        ] + containers
    }

    /// What every container of a template must have.
    static func containers(_ template: Value?, at field: String) -> [FieldProblem] {
        let containers = template?["spec"]?["containers"]?.array ?? []
        if containers.isEmpty { return [.required("\(field).spec.containers")] }
        var names: Set<String> = []
        return containers.enumerated().flatMap { index, container in
            let place = "\(field).spec.containers[\(index)]"
            let name = container["name"]?.string ?? ""
            var problems: [FieldProblem] = []
            if name.isEmpty {
                problems.append(.required("\(place).name"))
            } else if !names.insert(name).inserted {
                problems.append(.duplicate("\(place).name", .string(name)))
            }
            if (container["image"]?.string ?? "").isEmpty { problems.append(.required("\(place).image")) }
            return problems
        }
    }

    static func immutableSelector(_ object: Value, _ live: Value?) -> [FieldProblem] {
        guard let live, let selector = object["spec"]?["selector"], selector != live["spec"]?["selector"] else {
            return []
        }
        return [.immutable("spec.selector", selector)]
    }

    static func statefulSetUpdate(_ object: Value, _ live: Value?) -> [FieldProblem] {
        guard let live else { return [] }
        let mutable = [
            "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
        ]
        func fixed(_ spec: Value?) -> Object { (spec?.object ?? [:]).filter { !mutable.contains($0.key) } }
        guard fixed(object["spec"]) != fixed(live["spec"]) else { return [] }
        let names =
            "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
            + "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'"
        return [.forbidden("spec", "updates to statefulset spec for fields other than \(names) are forbidden")]
    }
}

/// Whether labels satisfy a selector.
enum LabelMatching {
    static func matches(_ selector: Value, labels: Value?) -> Bool {
        let labels = labels?.object ?? [:]
        let wanted = selector["matchLabels"]?.object ?? [:]
        let expressions = selector["matchExpressions"]?.array ?? []
        return wanted.allSatisfy { labels[$0.key] == $0.value }
            && expressions.allSatisfy { expression in
                let value = expression["key"]?.string.flatMap { labels[$0] }
                let values = expression["values"]?.array ?? []
                return switch expression["operator"]?.string {
                case "In": value.map(values.contains) ?? false
                case "NotIn": !(value.map(values.contains) ?? false)
                case "Exists": value != nil
                case "DoesNotExist": value == nil
                default: false
                }
            }
    }
}
