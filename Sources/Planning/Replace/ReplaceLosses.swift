import Document
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
        let managers = (observation.value["metadata"]?["managedFields"]?.array ?? []).compactMap { entry -> String? in
            guard let name = entry["manager"]?.string, name != Item.Mark.manager,
                entry["subresource"]?.string?.isEmpty ?? true, !Self.controllers.contains(name)
            else { return nil }
            // Controllers put finalizers and annotations on what they look after.
            let fields = entry["fieldsV1"]?.object?.keys.contains { !["f:metadata", "f:status"].contains($0) } ?? false
            return fields || entry["operation"] == "Apply" ? name : nil
        }
        let names = Set(managers).sorted()
        return names.isEmpty ? [] : ["what others set in it: \(names.joined(separator: ", "))"]
    }

    /// Those that complete an object by themselves, and the new one, too.
    private static let controllers: Set<String> = ["kube-controller-manager", "kube-scheduler", "before-first-apply"]
}
