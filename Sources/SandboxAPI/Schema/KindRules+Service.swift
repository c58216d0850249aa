import Document

extension KindRules {
    static let service = KindRules(
        applyDefaults: { ServiceDefaults.apply(to: &$0) },
        prepare: { object, live, context in
            ServiceDefaults.allocate(for: &object, live: live, context)
        },
        validate: { object, live in
            ServiceValidation.problems(object) + ServiceValidation.addressChanges(object, live)
        })
}

/// Source: `k8s.io/kubernetes/pkg/apis/core/v1/defaults.go` and `pkg/registry/core/service/storage`.
enum ServiceDefaults {
    static func apply(to object: inout Value) {
        let type = object["spec"]?["type"]?.string ?? "ClusterIP"
        object[["spec"]]?.updateItems(of: "ports") { port in
            let target = port["targetPort"]
            if target == nil || target == 0 || target == "" { port["targetPort"] = port["port"] }
        }
        if object["spec"]?["sessionAffinity"] == "ClientIP" {
            object.setDefault(10800, at: ["spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"])
        }
        let isReachable = type == "NodePort" || type == "LoadBalancer"
        if isReachable || (type == "ClusterIP" && object["spec"]?["externalIPs"] != nil) {
            object.setDefault("Cluster", at: ["spec", "externalTrafficPolicy"])
        }
        if type != "ExternalName" { object.setDefault("Cluster", at: ["spec", "internalTrafficPolicy"]) }
        guard type == "LoadBalancer" else { return }
        object.setDefault(true, at: ["spec", "allocateLoadBalancerNodePorts"])
        object[["status", "loadBalancer"]]?.updateItems(of: "ingress") { ingress in
            if ingress["ip"] != nil, ingress["ipMode"] == nil { ingress["ipMode"] = "VIP" }
        }
    }

    /// Gives a service its addresses and node ports; an update keeps those it has.
    static func allocate(for object: inout Value, live: Value?, _ context: WriteContext) {
        let type = object["spec"]?["type"]?.string ?? "ClusterIP"
        if let live { normalizeAddresses(of: &object, live) }
        guard type != "ExternalName" else {
            if let live { releaseAllocations(of: live, in: &object) }
            return
        }
        if let live { keepAllocations(of: live, in: &object, type: type) }
        if object["spec"]?["clusterIP"] == nil {
            object[["spec", "clusterIP"]] = object["spec"]?["clusterIPs"]?[0] ?? .string(context.allocateClusterIP())
        }
        object.setDefault(.array([object["spec"]?["clusterIP"] ?? ""]), at: ["spec", "clusterIPs"])
        object.setDefault(["IPv4"], at: ["spec", "ipFamilies"])
        object.setDefault("SingleStack", at: ["spec", "ipFamilyPolicy"])
        let needsPorts =
            type == "NodePort"
            || (type == "LoadBalancer" && object["spec"]?["allocateLoadBalancerNodePorts"] != false)
        guard needsPorts else { return }
        object[["spec"]]?.updateItems(of: "ports") { port in
            if port["nodePort"] == nil { port["nodePort"] = .integer(context.allocateNodePort()) }
        }
    }

    /// Whoever changes the one address and leaves the list alone means both.
    private static func normalizeAddresses(of object: inout Value, _ live: Value) {
        let (spec, before) = (object["spec"], live["spec"])
        guard spec?["clusterIP"] != before?["clusterIP"], spec?["clusterIPs"] == before?["clusterIPs"] else { return }
        object[["spec", "clusterIPs"]] = spec?["clusterIP"].map { [$0] }
    }

    /// A service that becomes a name gives up what it was given and nobody changed.
    private static func releaseAllocations(of live: Value, in object: inout Value) {
        guard let before = live["spec"], before["type"] != "ExternalName" else { return }
        let given = [
            "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "externalTrafficPolicy",
            "internalTrafficPolicy", "healthCheckNodePort", "allocateLoadBalancerNodePorts", "loadBalancerClass",
        ]
        for key in given where object["spec"]?[key] == before[key] { object[["spec", key]] = nil }
        let held = Set((before["ports"]?.array ?? []).compactMap { $0["nodePort"]?.integer })
        object[["spec"]]?.updateItems(of: "ports") { port in
            if let number = port["nodePort"]?.integer, held.contains(number) { port["nodePort"] = nil }
        }
        if before["type"] == "LoadBalancer" { object[["status", "loadBalancer"]] = [:] }
    }

    private static func keepAllocations(of live: Value, in object: inout Value, type: String) {
        let before = live["spec"]?["type"]?.string ?? "ClusterIP"
        if before != "ExternalName" {
            for key in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
                if let value = live["spec"]?[key] { object.setDefault(value, at: ["spec", key]) }
            }
        }
        if type == "ClusterIP" {
            dropPortFields(of: &object, live: live, wasReachable: before != "ClusterIP")
        } else if before != "ClusterIP" {
            let known = live["spec"]?["ports"]?.array ?? []
            object[["spec"]]?.updateItems(of: "ports") { port in
                let match = known.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
                if port["nodePort"] == nil, let match { port["nodePort"] = match["nodePort"] }
            }
        }
        if type != "LoadBalancer" {
            object[["spec", "allocateLoadBalancerNodePorts"]] = nil
            object[["spec", "loadBalancerClass"]] = nil
            if before == "LoadBalancer" { object[["status", "loadBalancer"]] = [:] }
        }
    }

    private static func dropPortFields(of object: inout Value, live: Value, wasReachable: Bool) {
        guard wasReachable else { return }
        if object["spec"]?["externalIPs"] == nil { object[["spec", "externalTrafficPolicy"]] = nil }
        object[["spec", "healthCheckNodePort"]] = nil
        object[["spec"]]?.updateItems(of: "ports") { $0["nodePort"] = nil }
    }
}

/// Source: `ValidateService` of `k8s.io/kubernetes/pkg/apis/core/validation`.
enum ServiceValidation {
    /// An address that a service was given stays; being headless is such an address, too.
    static func addressChanges(_ object: Value, _ live: Value?) -> [FieldProblem] {
        guard let live, object["spec"]?["type"] != "ExternalName", live["spec"]?["type"] != "ExternalName" else {
            return []
        }
        let addresses = object["spec"]?["clusterIPs"] ?? .null
        let (new, old) = (addresses.array ?? [], live["spec"]?["clusterIPs"]?.array ?? [])
        if new.isEmpty, !old.isEmpty {
            return [.invalid("spec.clusterIPs[0]", addresses, "primary clusterIP can not be unset")]
        }
        return zip(old, new).enumerated().filter { $1.0 != $1.1 }.map { index, _ in
            .invalid("spec.clusterIPs[\(index)]", addresses, "may not change once set")
        }
    }

    static func problems(_ object: Value) -> [FieldProblem] {
        let spec = object["spec"]
        let ports = spec?["ports"]?.array ?? []
        let isHeadless = spec?["clusterIP"] == "None"
        let type = spec?["type"]?.string ?? ""
        var problems: [FieldProblem] = []
        if ports.isEmpty, !isHeadless, type != "ExternalName" { problems.append(.required("spec.ports")) }
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let field = "spec.ports[\(index)]"
            let name = port["name"]?.string ?? ""
            if name.isEmpty, ports.count > 1 { problems.append(.required("\(field).name")) }
            if !name.isEmpty, !names.insert(name).inserted {
                problems.append(.duplicate("\(field).name", .string(name)))
            }
            let number = port["port"]?.integer ?? 0
            if !(1...65535).contains(number) {
                problems.append(
                    .invalid("\(field).port", .integer(number), "must be between 1 and 65535, inclusive"))
            }
            if let nodePort = port["nodePort"]?.integer, nodePort != 0, !AddressPool.nodePorts.contains(nodePort) {
                let range = "\(AddressPool.nodePorts.lowerBound)-\(AddressPool.nodePorts.upperBound)"
                problems.append(
                    .invalid(
                        "\(field).nodePort", .integer(nodePort),
                        "provided port is not in the valid range. The range of valid ports is \(range)"))
            }
        }
        let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
        if !types.contains(type) {
            problems.append(.unsupported("spec.type", .string(type), supported: types))
        }
        if type == "ExternalName", spec?["externalName"] == nil { problems.append(.required("spec.externalName")) }
        return problems
    }
}
