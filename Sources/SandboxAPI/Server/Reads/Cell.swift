import Document

/// What the cells of several kinds have in common.
enum Cell {
    static func list(_ items: [String]) -> Value {
        .string(items.isEmpty ? "<none>" : items.joined(separator: ","))
    }

    static func labels(_ labels: Value?) -> Value {
        list((labels?.object ?? [:]).sorted.map { "\($0.key)=\($0.value.plain)" })
    }

    static func containers(_ object: Value, _ member: String) -> Value {
        let containers = object["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
        return .string(containers.map { $0[member]?.plain ?? "" }.joined(separator: ","))
    }

    static func externalAddress(_ service: Value) -> Value {
        let spec = service["spec"]
        let fixed = (spec?["externalIPs"]?.array ?? []).map(\.plain)
        let given = (service["status"]?["loadBalancer"]?["ingress"]?.array ?? []).map {
            ($0["ip"] ?? $0["hostname"])?.plain ?? ""
        }
        switch spec?["type"]?.string {
        case "LoadBalancer":
            let all = given + fixed
            return .string(all.isEmpty ? "<pending>" : all.joined(separator: ","))
        case "ExternalName": return spec?["externalName"] ?? "<none>"
        default: return list(fixed)
        }
    }

    static func nodeStatus(_ node: Value) -> Value {
        let ready = (node["status"]?["conditions"]?.array ?? []).first { $0["type"] == "Ready" }
        var words = [ready == nil ? "Unknown" : ready?["status"] == "True" ? "Ready" : "NotReady"]
        if node["spec"]?["unschedulable"] == true { words.append("SchedulingDisabled") }
        return .string(words.joined(separator: ","))
    }

    static func nodeRoles(_ node: Value) -> Value {
        let prefix = "node-role.kubernetes.io/"
        return list(
            (node["metadata"]?["labels"]?.object ?? [:]).sorted.filter { $0.key.hasPrefix(prefix) }.map {
                String($0.key.dropFirst(prefix.count))
            })
    }

    static func nodeAddress(_ node: Value, _ type: String) -> Value {
        let address = (node["status"]?["addresses"]?.array ?? []).first { $0["type"]?.string == type }
        return address?["address"] ?? "<none>"
    }

    static func accessModes(_ modes: Value?) -> Value {
        let short = [
            "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
        ]
        return .string((modes?.array ?? []).map { short[$0.plain] ?? $0.plain }.joined(separator: ","))
    }

    static func subjects(_ binding: Value, _ kind: String) -> Value {
        let own = (binding["subjects"]?.array ?? []).filter { $0["kind"]?.string == kind }
        return .string(
            own.map { subject in
                let name = subject["name"]?.plain ?? ""
                return kind == "ServiceAccount" ? "\(subject["namespace"]?.plain ?? "")/\(name)" : name
            }.joined(separator: ", "))
    }

    static func jobStatus(_ job: Value) -> Value {
        let conditions = job["status"]?["conditions"]?.array ?? []
        func holds(_ type: String) -> Bool {
            conditions.contains { $0["type"]?.string == type && $0["status"] == "True" }
        }
        if holds("Complete") { return "Complete" }
        if holds("Failed") { return "Failed" }
        if job["metadata"]?["deletionTimestamp"] != nil { return "Terminating" }
        return holds("Suspended") ? "Suspended" : "Running"
    }

    static func jobDuration(_ job: Value, _ now: Timestamp) -> Value {
        guard let start = job["status"]?["startTime"]?.string.flatMap(Timestamp.init) else { return "" }
        let end = job["status"]?["completionTime"]?.string.flatMap(Timestamp.init) ?? now
        return .string(HumanDuration.text(seconds: end.seconds - start.seconds))
    }
}
