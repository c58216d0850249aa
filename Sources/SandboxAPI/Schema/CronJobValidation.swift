import Document

/// Source: `k8s.io/kubernetes/pkg/apis/batch/validation`.
enum CronJobValidation {
    static func problems(_ object: Value) -> [FieldProblem] {
        schedule(object["spec"]?["schedule"]?.string ?? "")
            + WorkloadValidation.nonNegative(
                object, ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"])
            + PodValidation.template(
                object["spec"]?["jobTemplate"]?["spec"]?["template"] ?? [:], at: "spec.jobTemplate.spec.template")
            + restartPolicy(object["spec"]?["jobTemplate"]?["spec"], at: "spec.jobTemplate.spec")
    }

    /// Pods of a job end some time.
    static func restartPolicy(_ job: Value?, at field: String) -> [FieldProblem] {
        guard job?["template"]?["spec"]?["restartPolicy"] == "Always" else { return [] }
        return [
            .required("\(field).template.spec.restartPolicy", #"valid values: "OnFailure", "Never""#)
        ]
    }

    private static func schedule(_ text: String) -> [FieldProblem] {
        if text.isEmpty { return [.required("spec.schedule")] }
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count != 5, !text.hasPrefix("@") else { return [] }
        return [
            .invalid(
                "spec.schedule", .string(text),
                "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]")
        ]
    }
}
