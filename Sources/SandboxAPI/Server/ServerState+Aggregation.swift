import Document

/// What becomes of APIServices: the versions they stand for are listed, and their status says that nobody answers.
///
/// Source: `k8s.io/kube-aggregator/pkg/controllers/status`, which is part of the API server.
extension ServerState {
    /// Follows the APIServices, and the Services that they name.
    mutating func aggregationChanged(by resource: GroupResource) {
        guard resource == .apiServices || Self.backends.contains(resource) && !catalog.aggregated.isEmpty else {
            return
        }
        let services = store.objects(of: .apiServices)
        if resource == .apiServices { catalog.aggregated = services.compactMap { AggregatedVersion($0.value) } }
        for service in services { noteAvailability(of: service) }
    }

    private static let backends: Set<GroupResource> = [
        GroupResource(resource: "services"), GroupResource(group: "discovery.k8s.io", resource: "endpointslices"),
    ]

    private mutating func noteAvailability(of service: StoredObject) {
        let object = service.value
        var condition = availability(of: object["spec"] ?? [:])
        let conditions = object["status"]?["conditions"]?.array ?? []
        let present = conditions.first { $0["type"] == "Available" }
        let moment = present?["status"] == condition["status"] ? present?["lastTransitionTime"] : nil
        condition["lastTransitionTime"] = moment ?? .string(environment.now().description)
        guard Value.object(condition) != present, let resource = catalog.stored(.apiServices) else { return }
        let others = conditions.filter { $0["type"] != "Available" }
        let info = RequestInfo(
            verb: "patch", resource: resource, namespace: "", name: service.key.name, subresource: "status")
        // Only an object that is gone could be refused here, and this one was just read.
        _ = try? patch(
            .merge(["status": ["conditions": .array(others + [.object(condition)])]]), info,
            WriteOptions(manager: "kube-apiserver"))
    }

    private func availability(of spec: Value) -> Object {
        guard let reference = spec["service"]?.object else {
            return condition("True", "Local", "Local APIServices are always available")
        }
        let (namespace, name) = (reference["namespace"]?.string ?? "", reference["name"]?.string ?? "")
        let key = ObjectKey(namespace: namespace, name: name)
        guard let service = store.object(key, of: GroupResource(resource: "services"))?.value else {
            return condition("False", "ServiceNotFound", "service/\(name) in \"\(namespace)\" is not present")
        }
        let port = reference["port"]?.integer ?? 443
        let ports = service["spec"]?["ports"]?.array ?? []
        if service["spec"]?["type"] == "ClusterIP", !ports.contains(where: { $0["port"]?.integer == port }) {
            return condition(
                "False", "ServicePortError",
                "service/\(name) in \"\(namespace)\" is not listening on port \(port)")
        }
        let slices = GroupResource(group: "discovery.k8s.io", resource: "endpointslices")
        let hasEndpoints = store.objects(of: slices, namespace: namespace).contains {
            $0.labels["kubernetes.io/service-name"] == name
        }
        guard hasEndpoints else {
            return condition(
                "False", "EndpointsNotFound", "cannot find endpointslices for service/\(name) in \"\(namespace)\"")
        }
        let address = service["spec"]?["clusterIP"]?.string ?? ""
        let path = "/apis/\(spec["group"]?.string ?? "")/\(spec["version"]?.string ?? "")"
        return condition(
            "False", "FailedDiscoveryCheck",
            "failing or missing response from https://\(address):\(port)\(path): connection refused")
    }

    private func condition(_ status: Value, _ reason: Value, _ message: String) -> Object {
        [
            "type": "Available", "status": status, "lastTransitionTime": "", "reason": reason,
            "message": .string(message),
        ]
    }
}
