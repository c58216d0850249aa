import Document
import SandboxAPI

/// Makes pods, and other dependents, from the templates of workloads.
enum PodTemplate {
    /// A pod of a workload; `labels` are added to the template's.
    static func pod(of owner: Value, name: String, labels: [String: String] = [:], node: String? = nil) -> Value {
        let template = owner["spec"]?["template"] ?? [:]
        var pod: Value = ["metadata": template["metadata"] ?? [:], "spec": template["spec"] ?? [:]]
        pod["metadata"]?["name"] = .string(name)
        pod["metadata"]?["namespace"] = owner["metadata"]?["namespace"]
        pod["metadata"]?["ownerReferences"] = [owner.controllerReference]
        pod["metadata"]?["creationTimestamp"] = nil
        var all = pod["metadata"]?["labels"] ?? [:]
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) { all[key] = .string(value) }
        pod["metadata"]?["labels"] = all
        if let node { pod["spec"]?["nodeName"] = .string(node) }
        return pod
    }

    /// What tells one version of a template from another: ten characters that a label may hold.
    static func hash(of owner: Value) -> String {
        let digest = Digest(of: owner["spec"]?["template"] ?? [:]).short.prefix(10)
        return String(digest.map { $0 == "a" || $0 == "e" ? "x" : $0 })
    }

    /// Five characters that make a generated name unique, of the alphabet a real server takes.
    static func suffix() -> String {
        let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}

extension Value {
    /// Whether a condition of a type is true.
    func hasCondition(_ type: String) -> Bool {
        (self["status"]?["conditions"]?.array ?? []).contains { $0["type"]?.string == type && $0["status"] == "True" }
    }

    /// The conditions with one set; its transition time moves only with its status.
    func conditions(setting type: String, to status: Bool, reason: String, message: String) -> Value {
        var conditions = self["status"]?["conditions"]?.array ?? []
        let text: Value = status ? "True" : "False"
        let old = conditions.first { $0["type"]?.string == type }
        let changed: Value = [
            "type": .string(type), "status": text,
            "lastUpdateTime": old?["reason"]?.string == reason && old?["status"] == text
                ? old?["lastUpdateTime"] ?? .string(Clock.timestamp) : .string(Clock.timestamp),
            "lastTransitionTime": old?["status"] == text
                ? old?["lastTransitionTime"] ?? .string(Clock.timestamp) : .string(Clock.timestamp),
            "reason": .string(reason), "message": .string(message),
        ]
        if let index = conditions.firstIndex(where: { $0["type"]?.string == type }) {
            conditions[index] = changed
        } else {
            conditions.append(changed)
        }
        return .array(conditions)
    }

    /// A count as a status shows it: left out where it is zero.
    static func count(_ number: Int) -> Value { number == 0 ? .null : .integer(Int64(number)) }
}

extension OwnerGraph {
    /// The objects of a resource that an owner controls, as they were last seen.
    func controlled(by owner: Value, _ resource: ResourceName) -> [Value] {
        dependents(of: owner.uid).filter { $0.resource == resource.groupResource }.compactMap(object).filter {
            $0.controllerUID == owner.uid
        }
    }
}
