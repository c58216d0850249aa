import Document
import SandboxAPI

/// Makes pods, and other dependents, from the templates of workloads.
enum PodTemplate {
    /// How many pods a controller makes in one look, like a real one.
    static let burst = 500

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
    func conditions(setting type: String, to status: String, reason: String, message: String, at now: Value) -> Value {
        var conditions = self["status"]?["conditions"]?.array ?? []
        let index = conditions.firstIndex { $0["type"]?.string == type }
        let old = index.map { conditions[$0] }
        let changed: Value = [
            "type": .string(type), "status": .string(status),
            "lastTransitionTime": old?["status"]?.string == status ? old?["lastTransitionTime"] ?? now : now,
            "reason": .string(reason), "message": .string(message),
        ]
        if let index { conditions[index] = changed } else { conditions.append(changed) }
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

extension ClusterClient {
    /// The pods that an owner controls, as they are: what the graph knows may be a moment old, and whoever makes pods
    /// by it makes too many.
    func pods(of owner: Value) -> [Value] {
        list(.pods, namespace: owner.objectKey.namespace).filter { $0.controllerUID == owner.uid }
    }
}
