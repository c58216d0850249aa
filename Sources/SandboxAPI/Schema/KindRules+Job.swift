import Document

extension KindRules {
    static let job = KindRules(
        applyDefaults: { object in
            PodDefaults.apply(to: &object[["spec", "template", "spec"]])
            JobDefaults.apply(to: &object)
        },
        prepare: { object, live, context in
            guard live == nil else { return }
            JobDefaults.generateSelector(of: &object, uid: context.uid)
            // Reading it back fills in defaults once more: the labels of the template become the job's.
            JobDefaults.apply(to: &object)
        },
        validate: { object, live in
            var problems =
                PodValidation.template(object["spec"]?["template"] ?? [:], at: "spec.template")
                + CronJobValidation.restartPolicy(object["spec"], at: "spec")
            guard let live else { return problems }
            if object["spec"]?["selector"] != live["spec"]?["selector"] {
                problems.append(.immutable("spec.selector", object["spec"]?["selector"] ?? .null))
            }
            if let template = object["spec"]?["template"], template != live["spec"]?["template"] {
                problems.append(.immutable("spec.template", PodTemplateText.value(of: template)))
            }
            return problems
        })
}

/// Source: `k8s.io/kubernetes/pkg/apis/batch/v1/defaults.go` and `pkg/registry/batch/job/strategy.go`.
enum JobDefaults {
    static func apply(to object: inout Value) {
        let spec = object["spec"]
        if spec?["completions"] == nil, spec?["parallelism"] == nil { object[["spec", "completions"]] = 1 }
        object.setDefault(1, at: ["spec", "parallelism"])
        let isLimitedPerIndex = spec?["backoffLimitPerIndex"] != nil
        object.setDefault(isLimitedPerIndex ? .integer(Int64(Int32.max)) : 6, at: ["spec", "backoffLimit"])
        object.setDefault("NonIndexed", at: ["spec", "completionMode"])
        object.setDefault(false, at: ["spec", "suspend"])
        object.setDefault(false, at: ["spec", "manualSelector"])
        let policy: Value = spec?["podFailurePolicy"] == nil ? "TerminatingOrFailed" : "Failed"
        object.setDefault(policy, at: ["spec", "podReplacementPolicy"])
        if object["metadata"]?["labels"] == nil, let labels = spec?["template"]?["metadata"]?["labels"] {
            object[["metadata", "labels"]] = labels
        }
    }

    /// A job finds its pods by its own uid.
    static func generateSelector(of object: inout Value, uid: String) {
        guard object["spec"]?["manualSelector"] != true else { return }
        let name = object["metadata"]?["name"] ?? ""
        for key in ["batch.kubernetes.io/controller-uid", "controller-uid"] {
            object[Path(["spec", "template", "metadata", "labels", key].map(Path.Component.key))] = .string(uid)
        }
        for key in ["batch.kubernetes.io/job-name", "job-name"] {
            object[Path(["spec", "template", "metadata", "labels", key].map(Path.Component.key))] = name
        }
        object[["spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"]] = .string(uid)
    }
}
