import Document

/// Whether an object has become what its spec says.
package enum Readiness: Sendable, Hashable {
    case ready
    case inProgress(String)
    /// It will not get ready by itself.
    case failed(String)
    case terminating
}

extension Readiness {
    /// Judges an object by its own content: the rules of kstatus, with a rule for each kind that needs one.
    ///
    /// Source: sigs.k8s.io/cli-utils `kstatus/status`; TenantControlPlane by what Kamaji reports of it.
    package init(of object: Value) {
        if object.metadata.isBeingDeleted {
            self = .terminating
        } else {
            self = Self.general(object) ?? Self.specific(object)
        }
    }

    package var isReady: Bool { self == .ready }

    private static func general(_ object: Value) -> Readiness? {
        if let observed = object["status"]?["observedGeneration"]?.integer,
            let generation = object.metadata.generation, observed != generation
        {
            return .inProgress("generation \(generation) is not observed yet")
        }
        if let condition = object.condition("Reconciling"), condition.isTrue {
            return .inProgress(condition.text("it is being reconciled"))
        }
        if let condition = object.condition("Stalled"), condition.isTrue {
            return .failed(condition.text("it is stalled"))
        }
        return nil
    }

    private static func specific(_ object: Value) -> Readiness {
        let apiVersion = object["apiVersion"]?.string ?? ""
        let kind = GroupVersionKind(apiVersion: apiVersion, kind: object["kind"]?.string ?? "")
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"): return deployment(object)
        case ("apps", "StatefulSet"): return statefulSet(object)
        case ("apps", "DaemonSet"): return daemonSet(object)
        case ("apps", "ReplicaSet"): return replicaSet(object)
        case ("batch", "Job"): return job(object)
        case ("", "Service"): return service(object)
        case ("", "PersistentVolumeClaim"): return claim(object)
        case ("", "Namespace"):
            return object["status"]?["phase"] == "Terminating" ? .terminating : .ready
        case ("", "Pod"): return pod(object)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): return definition(object)
        case ("apiregistration.k8s.io", "APIService"):
            return object.ready(by: "Available", orElse: .inProgress("no status yet"))
        case ("kamaji.clastix.io", "TenantControlPlane"): return tenantControlPlane(object)
        default: return object.ready(by: "Ready", orElse: .ready)
        }
    }

    /// The first of several requirements that does not hold.
    static func all(_ requirements: (Bool, String)...) -> Readiness {
        for (holds, reason) in requirements where !holds { return .inProgress(reason) }
        return .ready
    }
}

/// One of `status.conditions`.
struct Condition {
    let value: Value

    var isTrue: Bool { value["status"] == "True" }
    var isFalse: Bool { value["status"] == "False" }
    var reason: String { value["reason"]?.string ?? "" }

    /// What the condition says, or else the given text.
    func text(_ otherwise: String) -> String {
        let parts = [value["reason"]?.string, value["message"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? otherwise : parts.joined(separator: ": ")
    }
}

extension Value {
    func condition(_ type: String) -> Condition? {
        (self["status"]?["conditions"]?.array ?? []).first { $0["type"]?.string == type }.map(Condition.init)
    }

    /// A count of the status, 0 where it is left out; what no controller counts is bounded, since counts are subtracted.
    func statusCount(_ key: String) -> Int64 {
        min(max(self["status"]?[key]?.integer ?? 0, 0), Int64(Int32.max))
    }

    /// Readiness by a condition that is True when it is.
    func ready(by type: String, orElse absent: Readiness) -> Readiness {
        guard let condition = condition(type) else { return absent }
        return condition.isTrue ? .ready : .inProgress(condition.text("\(type) is not True"))
    }
}
