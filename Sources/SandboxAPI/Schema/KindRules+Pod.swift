import Document

extension KindRules {
    static let pod = KindRules(
        applyDefaults: { pod in
            PodDefaults.apply(to: &pod[["spec"]])
            if pod["spec"]?["enableServiceLinks"] == nil { pod[["spec", "enableServiceLinks"]] = true }
            PodDefaults.requestLimits(of: &pod[["spec"]])
        },
        prepare: { pod, live, _ in
            guard live == nil else { return }
            pod[["status", "phase"]] = "Pending"
        },
        validate: { pod, live in live == nil ? PodValidation.spec(pod["spec"] ?? [:], at: "spec") : [] })
}

/// Defaults of pods and pod templates that depend on other fields.
///
/// Source: `k8s.io/kubernetes/pkg/apis/core/v1/defaults.go`.
enum PodDefaults {
    static func apply(to spec: inout Value?) {
        guard spec != nil else { return }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            spec?.updateItems(of: list, setPullPolicy)
        }
        spec?.updateItems(of: "volumes") { volume in
            if volume.object?.count == 1, volume["name"] != nil { volume["emptyDir"] = [:] }
        }
        mirrorServiceAccount(in: &spec)
    }

    private static func setPullPolicy(of container: inout Value) {
        guard container["imagePullPolicy"] == nil else { return }
        let image = container["image"]?.string ?? ""
        container["imagePullPolicy"] = isLatest(image) ? "Always" : "IfNotPresent"
    }

    /// Whether an image reference has no tag, or the tag `latest`, and no digest.
    private static func isLatest(_ image: String) -> Bool {
        if image.contains("@") { return false }
        let name = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let colon = name.lastIndex(of: ":") else { return true }
        return name[name.index(after: colon)...] == "latest"
    }

    /// The name stands in two fields, of which the old one is deprecated.
    private static func mirrorServiceAccount(in spec: inout Value?) {
        let name = spec?["serviceAccountName"] ?? spec?["serviceAccount"]
        guard let name else { return }
        spec?["serviceAccountName"] = name
        spec?["serviceAccount"] = name
    }

    /// A pod's containers request what they are limited to where they request nothing.
    static func requestLimits(of spec: inout Value?) {
        for list in ["initContainers", "containers"] {
            spec?.updateItems(of: list) { container in
                for (resource, limit) in container["resources"]?["limits"]?.object ?? [:]
                where container["resources"]?["requests"]?[resource] == nil {
                    container[["resources", "requests", resource]] = limit
                }
            }
        }
    }
}

extension Value {
    /// Changes each item of a list member; absent lists stay absent.
    mutating func updateItems(of key: String, _ change: (inout Value) -> Void) {
        guard case .array(var items)? = self[key] else { return }
        for index in items.indices { change(&items[index]) }
        self[key] = .array(items)
    }

    /// Sets a member that is not there.
    mutating func setDefault(_ value: Value, at path: Path) {
        if self[path] == nil { self[path] = value }
    }
}
