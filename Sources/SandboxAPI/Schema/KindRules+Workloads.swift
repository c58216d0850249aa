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
            WorkloadValidation.nonNegative(object, ["replicas"])
                + WorkloadValidation.selectorAndTemplate(object, of: .deployment)
                + WorkloadValidation.deploymentProgress(object) + WorkloadValidation.immutableSelector(object, live)
        },
        countsAnnotations: true)

    static let replicaSet = KindRules(
        applyDefaults: { PodDefaults.apply(to: &$0[["spec", "template", "spec"]]) },
        validate: { object, live in
            WorkloadValidation.nonNegative(object, ["replicas", "minReadySeconds"])
                + WorkloadValidation.selectorAndTemplate(object, of: .deployment)
                + WorkloadValidation.immutableSelector(object, live)
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
            WorkloadValidation.nonNegative(object, ["replicas", "minReadySeconds"])
                + WorkloadValidation.selectorAndTemplate(object, of: .statefulSet)
                + WorkloadValidation.statefulSetUpdate(object, live)
        })

    static let daemonSet = KindRules(
        applyDefaults: { object in
            TemplateGeneration.setDefault(in: &object)
            PodDefaults.apply(to: &object[["spec", "template", "spec"]])
            guard object["spec"]?["updateStrategy"]?["type"] == "RollingUpdate" else { return }
            object.setDefault(1, at: ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"])
            object.setDefault(0, at: ["spec", "updateStrategy", "rollingUpdate", "maxSurge"])
        },
        prepare: { object, live, _ in TemplateGeneration.count(in: &object, live: live) },
        validate: { object, live in
            WorkloadValidation.selectorAndTemplate(object, of: .daemonSet)
                + WorkloadValidation.nonNegative(object, ["minReadySeconds", "revisionHistoryLimit"])
                + WorkloadValidation.immutableSelector(object, live)
        })

    static let cronJob = KindRules(
        applyDefaults: { PodDefaults.apply(to: &$0[["spec", "jobTemplate", "spec", "template", "spec"]]) },
        validate: { object, _ in CronJobValidation.problems(object) })
}

/// Validation that the workload kinds share.
///
/// Source: `k8s.io/kubernetes/pkg/apis/apps/validation`.
enum WorkloadValidation {
    /// The workloads whose pods run for ever, by the name they have in messages. They differ in what they look at.
    enum Kind: String {
        case deployment
        case statefulSet = "statefulset"
        case daemonSet = "daemonset"
    }

    static func selectorAndTemplate(_ object: Value, of kind: Kind) -> [FieldProblem] {
        let template = object["spec"]?["template"] ?? [:]
        var problems = selector(object["spec"]?["selector"], template["metadata"]?["labels"], of: kind)
        if kind == .statefulSet {
            // The claims of a set become volumes of its pods, so its template is not held against a pod's rules.
            problems += SelectorValidation.labels(
                template["metadata"]?["labels"]?.object ?? [:], at: "spec.template.labels")
        } else {
            problems += PodValidation.template(template, at: "spec.template")
        }
        if let policy = template["spec"]?["restartPolicy"]?.string, policy != "Always" {
            problems.append(.unsupported("spec.template.spec.restartPolicy", .string(policy), supported: ["Always"]))
        }
        if template["spec"]?["activeDeadlineSeconds"] != nil {
            let names: [Kind: String] = [.statefulSet: "StatefulSet", .daemonSet: "DaemonSet"]
            problems.append(
                .forbidden(
                    "spec.template.spec.activeDeadlineSeconds",
                    "activeDeadlineSeconds in \(names[kind] ?? "ReplicaSet") is not Supported"))
        }
        return problems
    }

    private static func selector(_ selector: Value?, _ labels: Value?, of kind: Kind) -> [FieldProblem] {
        let mismatch = FieldProblem.invalid(
            "spec.template.metadata.labels", labels ?? .null, "`selector` does not match template `labels`")
        guard let selector, !selector.isNull else {
            return kind == .daemonSet ? [mismatch] : [.required("spec.selector"), mismatch]
        }
        var problems = SelectorValidation.problems(selector, at: "spec.selector")
        if selector.isEmptySelector {
            problems.append(.invalid("spec.selector", selector, "empty selector is invalid for \(kind.rawValue)"))
        } else if !LabelMatching.matches(selector, labels: labels) {
            problems.append(mismatch)
        }
        return problems
    }

    /// Numbers of the spec that must not be negative.
    static func nonNegative(_ object: Value, _ fields: [String]) -> [FieldProblem] {
        fields.compactMap { field in
            guard let number = object["spec"]?[field]?.integer, number < 0 else { return nil }
            return .invalid("spec.\(field)", .integer(number), "must be greater than or equal to 0")
        }
    }

    /// How a deployment replaces its pods, and how long it may take.
    static func deploymentProgress(_ object: Value) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let strategy = object["spec"]?["strategy"]
        let field = "spec.strategy.rollingUpdate"
        if strategy?["type"] == "Recreate", strategy?["rollingUpdate"] != nil {
            problems.append(.forbidden(field, "may not be specified when strategy `type` is 'Recreate'"))
        }
        let (unavailable, surge) = (
            strategy?["rollingUpdate"]?["maxUnavailable"], strategy?["rollingUpdate"]?["maxSurge"]
        )
        if let unavailable, let surge, unavailable.isZeroShare, surge.isZeroShare {
            problems.append(.invalid("\(field).maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0"))
        }
        problems += nonNegative(object, ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"])
        if let deadline = object["spec"]?["progressDeadlineSeconds"]?.integer,
            deadline <= object["spec"]?["minReadySeconds"]?.integer ?? 0
        {
            problems.append(
                .invalid("spec.progressDeadlineSeconds", .integer(deadline), "must be greater than minReadySeconds"))
        }
        return problems
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
