import Document

extension Readiness {
    static func deployment(_ object: Value) -> Readiness {
        if let condition = object.condition("Progressing"), condition.reason == "ProgressDeadlineExceeded" {
            return .failed(condition.text("the progress deadline is exceeded"))
        }
        let wanted = object["spec"]?["replicas"]?.integer ?? 1
        let (total, updated) = (object.statusCount("replicas"), object.statusCount("updatedReplicas"))
        let (available, ready) = (object.statusCount("availableReplicas"), object.statusCount("readyReplicas"))
        return all(
            (object["status"]?["observedGeneration"] != nil, "it is not observed yet"),
            (updated >= wanted, "\(updated) of \(wanted) replicas are updated"),
            (total <= updated, "\(total - updated) old replicas are still there"),
            (available >= wanted, "\(available) of \(wanted) replicas are available"),
            (ready >= wanted, "\(ready) of \(wanted) replicas are ready"),
            (object.condition("Available")?.isTrue ?? false, "it is not Available"))
    }

    static func statefulSet(_ object: Value) -> Readiness {
        let wanted = object["spec"]?["replicas"]?.integer ?? 1
        let (total, ready) = (object.statusCount("replicas"), object.statusCount("readyReplicas"))
        let isUpdated =
            object["spec"]?["updateStrategy"]?["type"] == "OnDelete"
            || object["status"]?["currentRevision"] == object["status"]?["updateRevision"]
        return all(
            (object["status"]?["observedGeneration"] != nil, "it is not observed yet"),
            (ready == wanted, "\(ready) of \(wanted) replicas are ready"),
            (total == wanted, "\(total) replicas are there instead of \(wanted)"),
            (isUpdated, "not all replicas are of the newest revision"))
    }

    /// Without nodes nothing is desired, which reads ready.
    static func daemonSet(_ object: Value) -> Readiness {
        let wanted = object.statusCount("desiredNumberScheduled")
        return all(
            (object["status"]?["observedGeneration"] != nil, "it is not observed yet"),
            (object.statusCount("currentNumberScheduled") >= wanted, "not all of \(wanted) pods are scheduled"),
            (object.statusCount("updatedNumberScheduled") >= wanted, "not all of \(wanted) pods are updated"),
            (object.statusCount("numberAvailable") >= wanted, "not all of \(wanted) pods are available"),
            (object.statusCount("numberReady") >= wanted, "not all of \(wanted) pods are ready"))
    }

    static func replicaSet(_ object: Value) -> Readiness {
        let wanted = object["spec"]?["replicas"]?.integer ?? 1
        return all(
            (object["status"]?["observedGeneration"] != nil, "it is not observed yet"),
            (object.statusCount("availableReplicas") >= wanted, "not all of \(wanted) replicas are available"),
            (object.statusCount("readyReplicas") >= wanted, "not all of \(wanted) replicas are ready"))
    }

    static func job(_ object: Value) -> Readiness {
        if let condition = object.condition("Failed"), condition.isTrue { return .failed(condition.text("it failed")) }
        if let condition = object.condition("Complete"), condition.isTrue { return .ready }
        // Where whoever applied it wants it suspended it waits for somebody to let it go; a queue's suspension ends by itself.
        let isWanted = (object["metadata"]?["managedFields"]?.array ?? []).contains { entry in
            entry["operation"] == "Apply" && entry["fieldsV1"]?["f:spec"]?["f:suspend"] != nil
        }
        if isWanted, object["spec"]?["suspend"]?.bool == true, object.condition("Suspended")?.isTrue == true {
            return .ready
        }
        return .inProgress("it is not complete")
    }

    static func service(_ object: Value) -> Readiness {
        guard object["spec"]?["type"] == "LoadBalancer" else { return .ready }
        let ingress = object["status"]?["loadBalancer"]?["ingress"]?.array ?? []
        return ingress.isEmpty ? .inProgress("its load balancer has no address") : .ready
    }

    /// A claim that waits for its first consumer reads in progress here: only its storage class tells.
    static func claim(_ object: Value) -> Readiness {
        let phase = object["status"]?["phase"]?.string ?? "Pending"
        switch phase {
        case "Bound": return .ready
        case "Lost": return .failed("its volume is lost")
        default: return .inProgress("it is \(phase)")
        }
    }

    static func pod(_ object: Value) -> Readiness {
        switch object["status"]?["phase"]?.string ?? "Pending" {
        case "Succeeded": .ready
        case "Failed": .failed(object["status"]?["message"]?.string ?? "it failed")
        default: object.ready(by: "Ready", orElse: .inProgress("it is not running"))
        }
    }

    static func definition(_ object: Value) -> Readiness {
        if let condition = object.condition("NamesAccepted"), condition.isFalse {
            return .failed(condition.text("its names are not accepted"))
        }
        return object.ready(by: "Established", orElse: .inProgress("it is not established"))
    }

    /// The object's own part of the rule; that its Secret has the key, its Service the address, and that the API
    /// answers, has to be asked of others.
    static func tenantControlPlane(_ object: Value) -> Readiness {
        let status = object["status"]
        let version = status?["kubernetesResources"]?["version"]
        let wantedVersion = object["spec"]?["kubernetes"]?["version"]?.string ?? ""
        let wanted = object["spec"]?["controlPlane"]?["deployment"]?["replicas"]?.integer ?? 2
        let ready = status?["kubernetesResources"]?["deployment"]?["readyReplicas"]?.integer ?? 0
        let phase = version?["status"]?.string ?? "Provisioning"
        let secret = status?["kubeconfig"]?["admin"]?["secretName"]?.string ?? ""
        let endpoint = status?["controlPlaneEndpoint"]?.string ?? ""
        return all(
            (phase == "Ready", "it is \(phase)"),
            (version?["version"]?.string == wantedVersion, "it does not run \(wantedVersion) yet"),
            (ready == wanted, "\(ready) of \(wanted) replicas are ready"),
            (!secret.isEmpty, "its admin kubeconfig is not there"),
            (!endpoint.isEmpty, "it has no endpoint"))
    }
}
