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

    /// The addresses and ports of an Endpoints object, three of them at most.
    static func endpoints(_ endpoints: Value) -> Value {
        let all = (endpoints["subsets"]?.array ?? []).flatMap { subset -> [String] in
            let addresses = (subset["addresses"]?.array ?? []).map { $0["ip"]?.plain ?? "" }
            let ports = (subset["ports"]?.array ?? []).map { ":\($0["port"]?.plain ?? "")" }
            return (ports.isEmpty ? [""] : ports).flatMap { port in addresses.map { $0 + port } }
        }
        return .string(all.isEmpty ? "<none>" : abridged(all))
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

    /// The first three, and how many more there are.
    static func abridged(_ items: [String]) -> String {
        let shown = items.prefix(3).joined(separator: ",")
        return items.count > 3 ? "\(shown) + \(items.count - 3) more..." : shown
    }

    /// What is used of what a quota allows, of limits or of all else.
    static func quota(_ quota: Value, limits: Bool) -> Value {
        let status = quota["status"]
        return .string(
            (status?["hard"]?.object ?? [:]).sorted.filter { $0.key.hasPrefix("limits.") == limits }.map {
                "\($0.key): \(status?["used"]?[$0.key]?.plain ?? "0")/\($0.value.plain)"
            }.joined(separator: ", "))
    }

    static func webhookCount(_ configuration: Value) -> Value {
        .integer(Int64(configuration["webhooks"]?.array?.count ?? 0))
    }

    /// The decision about a certificate, and whether it was issued.
    static func certificateStatus(_ request: Value) -> Value {
        let conditions = (request["status"]?["conditions"]?.array ?? []).compactMap { $0["type"]?.string }
        var words = conditions.contains("Denied") ? ["Denied"] : conditions.contains("Approved") ? ["Approved"] : []
        if conditions.contains("Failed") { words.append("Failed") }
        if words.isEmpty { return "Pending" }
        if request["status"]?["certificate"]?.plain.isEmpty == false { words.append("Issued") }
        return .string(words.joined(separator: ","))
    }

    /// What an autoscaler measures against what it aims at; nothing is measured here.
    static func targets(_ scaler: Value) -> Value {
        let spec = scaler["spec"]
        if let percent = spec?["targetCPUUtilizationPercentage"] { return "cpu: <unknown>/\(percent.plain)%" }
        let targets = (spec?["metrics"]?.array ?? []).map { metric -> String in
            let source = metric["resource"] ?? metric["containerResource"] ?? metric["pods"] ?? metric["external"]
            let target = (source ?? metric["object"])?["target"]
            let name = metric["resource"]?["name"].map { "\($0.plain): " } ?? ""
            if let percent = target?["averageUtilization"] { return "\(name)<unknown>/\(percent.plain)%" }
            let amount = target?["averageValue"].map { "\($0.plain) (avg)" } ?? target?["value"]?.plain
            return "\(name)<unknown>/\(amount ?? "<unknown>")"
        }
        let shown = targets.prefix(2).joined(separator: ", ")
        return .string(
            targets.isEmpty ? "<none>" : targets.count > 2 ? "\(shown) + \(targets.count - 2) more..." : shown)
    }

    static func completions(_ job: Value) -> String {
        let succeeded = job["status"]?["succeeded"]?.plain ?? "0"
        if let completions = job["spec"]?["completions"] { return "\(succeeded)/\(completions.plain)" }
        let parallelism = job["spec"]?["parallelism"]?.integer ?? 0
        return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
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
