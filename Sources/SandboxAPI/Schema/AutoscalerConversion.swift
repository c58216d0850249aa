import Document

/// HorizontalPodAutoscalers of `autoscaling/v1` and `v2`. What the first version has no field for, it keeps in
/// annotations.
///
/// Source: `k8s.io/kubernetes/pkg/apis/autoscaling/v1/conversion.go`.
enum AutoscalerConversion {
    private static let prefix = "autoscaling.alpha.kubernetes.io/"

    /// An object of `v1` as one of `v2`.
    static func second(_ object: Value) -> Value {
        var result = object
        var spec = object["spec"]?.object ?? [:]
        var metrics: [Value] = (annotation("metrics", of: object)?.array ?? []).map { metric($0, isCurrent: false) }
        if let percent = spec["targetCPUUtilizationPercentage"], !percent.isNull {
            metrics.append(processor(percent, target: "target"))
        }
        spec["targetCPUUtilizationPercentage"] = nil
        if !metrics.isEmpty { spec["metrics"] = .array(metrics) }
        if let behavior = annotation("behavior", of: object) { spec["behavior"] = behavior }
        if object["spec"] != nil { result["spec"] = .object(spec) }
        var status = object["status"]?.object ?? [:]
        if let percent = status["currentCPUUtilizationPercentage"], !percent.isNull {
            status["currentMetrics"] = [processor(percent, target: "current")]
        }
        status["currentCPUUtilizationPercentage"] = nil
        if let current = annotation("current-metrics", of: object)?.array {
            status["currentMetrics"] = .array(current.map { metric($0, isCurrent: true) })
        }
        if let conditions = annotation("conditions", of: object) { status["conditions"] = conditions }
        if object["status"] != nil { result["status"] = .object(status) }
        setAnnotations([:], of: &result)
        return result
    }

    /// An object of `v2` as one of `v1`.
    static func first(_ object: Value) -> Value {
        var result = object
        var annotations: [String: Value] = [:]
        let metrics = object["spec"]?["metrics"]?.array ?? []
        let others = metrics.filter { !isProcessorShare($0) }.map { flat($0, isCurrent: false) }
        if !others.isEmpty { annotations["metrics"] = .array(others) }
        annotations["behavior"] = object["spec"]?["behavior"]
        let current = object["status"]?["currentMetrics"]?.array ?? []
        if !current.isEmpty { annotations["current-metrics"] = .array(current.map { flat($0, isCurrent: true) }) }
        if let conditions = object["status"]?["conditions"], conditions.array?.isEmpty == false {
            annotations["conditions"] = conditions
        }
        if var spec = object["spec"]?.object {
            spec["metrics"] = nil
            spec["behavior"] = nil
            let share = metrics.first { $0["resource"]?["name"] == "cpu" }
            spec["targetCPUUtilizationPercentage"] = share?["resource"]?["target"]?["averageUtilization"]
            result["spec"] = .object(spec)
        }
        if let status = object["status"]?.object {
            let share = current.last { $0["resource"]?["name"] == "cpu" }
            var shown = status.filter { !["currentMetrics", "conditions", "desiredReplicas"].contains($0.key) }
            shown["currentReplicas"] = status["currentReplicas"] ?? 0
            shown["desiredReplicas"] = status["desiredReplicas"] ?? 0
            shown["currentCPUUtilizationPercentage"] = share?["resource"]?["current"]?["averageUtilization"]
            result["status"] = .object(shown)
        }
        setAnnotations(annotations, of: &result)
        return result
    }

    /// Whether a metric is the one that the first version has a field for.
    private static func isProcessorShare(_ metric: Value) -> Bool {
        metric["type"] == "Resource" && metric["resource"]?["name"] == "cpu"
            && metric["resource"]?["target"]?["averageUtilization"] != nil
    }

    private static func processor(_ percent: Value, target: String) -> Value {
        var share: Object = target == "target" ? ["type": "Utilization"] : [:]
        share["averageUtilization"] = percent
        return ["type": "Resource", "resource": ["name": "cpu", target: .object(share)]]
    }

    private static func annotation(_ name: String, of object: Value) -> Value? {
        guard let text = object["metadata"]?["annotations"]?[prefix + name]?.string else { return nil }
        return try? Value(json: text)
    }

    /// Puts these in place of the annotations that stand for fields.
    private static func setAnnotations(_ own: [String: Value], of object: inout Value) {
        let old = object["metadata"]?["annotations"]?.object ?? [:]
        let names = ["metrics", "behavior", "current-metrics", "conditions"].map { prefix + $0 }
        guard !own.isEmpty || old.contains(where: { names.contains($0.key) }) else { return }
        var annotations = old.filter { !names.contains($0.key) }
        for (name, value) in own { annotations[prefix + name] = .string(value.compactJSON) }
        let sorted = Object(annotations.sorted.map { ($0.key, $0.value) })
        object[["metadata", "annotations"]] = sorted.isEmpty ? nil : .object(sorted)
    }
}

extension AutoscalerConversion {
    /// Which member of a metric says what is measured, by its type.
    private static let sources: KeyValuePairs = [
        "Object": "object", "Pods": "pods", "Resource": "resource", "ContainerResource": "containerResource",
        "External": "external",
    ]

    /// A metric of `v2` as the annotation of `v1` has it: targets and identifiers are spread out.
    private static func flat(_ metric: Value, isCurrent: Bool) -> Value {
        var result: Object = ["type": metric["type"] ?? ""]
        for (_, member) in sources {
            guard let source = metric[member] else { continue }
            let amount = source[isCurrent ? "current" : "target"]
            let names = Names(of: member, isCurrent: isCurrent)
            var shown = Object()
            shown["target"] = source["describedObject"]
            shown["name"] = source["name"]
            shown["metricName"] = source["metric"]?["name"]
            let selector = source["metric"]?["selector"]
            if member == "external" { shown[names.selector] = selector }
            shown[names.utilization] = amount?["averageUtilization"]
            shown[names.value] = amount?["value"] ?? (member == "object" ? "0" : nil)
            if member == "object" { shown[names.selector] = selector }
            shown[names.average] = amount?["averageValue"] ?? (member == "pods" ? "0" : nil)
            if member == "pods" { shown[names.selector] = selector }
            shown["container"] = source["container"]
            result[member] = .object(shown)
        }
        return .object(result)
    }

    /// A metric of the annotation as one of `v2`.
    private static func metric(_ flat: Value, isCurrent: Bool) -> Value {
        var result: Object = ["type": flat["type"] ?? ""]
        for (_, member) in sources {
            guard let source = flat[member] else { continue }
            let names = Names(of: member, isCurrent: isCurrent)
            let (value, average) = (source[names.value], source[names.average])
            let utilization = source[names.utilization]
            var amount = Object()
            if !isCurrent {
                amount["type"] = utilization != nil ? "Utilization" : average != nil ? "AverageValue" : "Value"
            }
            // The annotation has a value even where there is none.
            if average == nil || value != "0" { amount["value"] = value }
            amount["averageValue"] = average
            amount["averageUtilization"] = utilization
            var shown = Object()
            shown["describedObject"] = source["target"]
            shown["name"] = source["name"]
            shown[isCurrent ? "current" : "target"] = .object(amount)
            if let name = source["metricName"] {
                var identifier: Object = ["name": name]
                identifier["selector"] = source[names.selector]
                shown["metric"] = .object(identifier)
            }
            shown["container"] = source["container"]
            result[member] = .object(shown)
        }
        return .object(result)
    }

    /// What the members of a metric are called in the annotation.
    private struct Names {
        let value: String
        let average: String
        let utilization: String
        let selector: String

        init(of source: String, isCurrent: Bool) {
            let prefix = isCurrent ? "current" : "target"
            value = "\(prefix)Value"
            // Objects came first and their averages later.
            average = source == "object" ? "averageValue" : "\(prefix)AverageValue"
            utilization = "\(prefix)AverageUtilization"
            selector = source == "external" ? "metricSelector" : "selector"
        }
    }
}
