import Diagnostics
import Document
import Kubernetes
import Resources

/// What is lost when an object is deleted and made anew, in words: a pure function of the object as it is.
struct ReplaceLosses {
    let observation: Observation

    private var spec: Value { observation.value["spec"] ?? [:] }
    private var status: Value { observation.value["status"] ?? [:] }

    /// Each a sentence without its end; what weighs most first.
    var words: [String] { ofItsKind + ofOthers }

    private var ofItsKind: [String] {
        let kind = observation.key.itemKind
        if kind == TenantLocation.controlPlaneKind { return controlPlane }
        switch (kind.group, kind.kind) {
        case ("", "PersistentVolumeClaim"): return claim
        case ("", "PersistentVolume"): return ["the volume and what is on it, unless it is kept where it lies"]
        case ("apps", "StatefulSet"): return statefulSet
        case ("apps", "Deployment"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"):
            return ["all its pods at once: nothing answers until the new ones are ready"]
        case ("batch", "Job"):
            let isRunning = (status["active"]?.integer ?? 0) > 0
            return [
                "\(isRunning ? "its run, which is under way" : "the record of its run"): what it does is done again"
            ]
        case ("", "Service"): return service
        default: return []
        }
    }

    private var controlPlane: [String] {
        let address = status["controlPlaneEndpoint"]?.string.map { ["its endpoint \($0)"] } ?? []
        return ["the whole datastore of the tenant: everything in its API, all workloads included"] + address
    }

    private var claim: [String] {
        guard let volume = spec["volumeName"]?.string, !volume.isEmpty else { return [] }
        let size = status["capacity"]?["storage"]?.string.map { " (\($0))" } ?? ""
        return ["the volume \(volume)\(size) with all that is on it"]
    }

    /// The controller names the claims of a set by their template, the set and a number.
    private var statefulSet: [String] {
        let pods = "all its pods at once: nothing answers until the new ones are ready"
        let count = Int(clamping: spec["replicas"]?.integer ?? 1)
        let templates = (spec["volumeClaimTemplates"]?.array ?? []).compactMap { $0["metadata"]?["name"]?.string }
        guard !templates.isEmpty, count > 0 else { return [pods] }
        let first = Int(clamping: spec["ordinals"]?["start"]?.integer ?? 0)
        let last = first + min(count, 1 << 20) - 1
        let names = templates.map { template in
            let name = "\(template)-\(observation.key.name)-"
            return count == 1 ? "\(name)\(first)" : "\(name)\(first) to \(name)\(last)"
        }.joined(separator: ", ")
        guard spec["persistentVolumeClaimRetentionPolicy"]?["whenDeleted"] != "Delete" else {
            return ["the volumes of its claims \(names) with all that is on them", pods]
        }
        return ["\(pods); its claims \(names) stay as they are, and the new set uses them again"]
    }

    private var service: [String] {
        let balancers = (status["loadBalancer"]?["ingress"]?.array ?? []).compactMap {
            $0["ip"]?.string ?? $0["hostname"]?.string
        }
        let outside =
            balancers.isEmpty ? [] : ["its load balancer and the address \(balancers.joined(separator: ", "))"]
        guard let own = spec["clusterIP"]?.string, own != "None", !own.isEmpty else { return outside }
        return outside + ["its address \(own)"]
    }

    /// Who else set something in it, which the specification does not give and nobody sets again.
    private var ofOthers: [String] {
        let paths = FieldOwnership(of: observation.value).leavesOfOthers.mapValues { $0.filter(\.isOfPeople) }
        let words = paths.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { name, paths in
            "\(paths.sorted().map(\.description).listed(most: 5)) (\(name))"
        }
        return words.isEmpty ? [] : ["what others set in it: \(words.joined(separator: ", "))"]
    }
}

extension Path {
    /// Whether a field is what people and tools set: of the metadata labels and annotations, but none that the server or its
    /// controllers put there by themselves.
    fileprivate var isOfPeople: Bool {
        guard components.first != .key("status") else { return false }
        guard components.first == .key("metadata") else { return true }
        guard components.count == 3, case .key(let name) = components[2] else { return false }
        guard components[1] == .key("annotations") else { return components[1] == .key("labels") }
        return !Self.ofControllers.contains { name.hasPrefix($0) }
    }

    private static let ofControllers = [
        "deployment.kubernetes.io/", "pv.kubernetes.io/", "volume.kubernetes.io/", "volume.beta.kubernetes.io/",
        "endpoints.kubernetes.io/", "batch.kubernetes.io/", "kubectl.kubernetes.io/last-applied-configuration",
    ]
}
