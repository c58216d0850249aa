import Document

extension APIServer {
    /// The answer of a discovery or schema endpoint; nil where the path is none.
    func discoveryAnswer(_ request: APIRequest, target: RequestInfo.Target?) throws(StatusError) -> APIResponse? {
        if let answer = issuerAnswer(request) { return answer }
        let catalog = state.withLock { $0.catalog }
        let parts = request.path.split(separator: "/").map(String.init)
        let isAggregated =
            MediaType.list(request.headers("Accept")).first { type in
                type.name == "application/json" || type.name == "*/*"
            }.map { $0.parameters["as"] == "APIGroupDiscoveryList" && $0.parameters["v"] == "v2" } ?? false
        let document: Value
        switch parts.first {
        case "api" where parts.count == 1:
            guard !isAggregated else { return .aggregated(catalog.aggregated(core: true)) }
            document = [
                "kind": "APIVersions", "versions": ["v1"],
                "serverAddressByClientCIDRs": [
                    ["clientCIDR": "0.0.0.0/0", "serverAddress": .string(configuration.address)]
                ],
            ]
        case "apis" where parts.count == 1:
            guard !isAggregated else { return .aggregated(catalog.aggregated(core: false)) }
            document = [
                "kind": "APIGroupList", "apiVersion": "v1",
                "groups": .array(catalog.listedGroups.map { .object(ResourceCatalog.document(of: $0)) }),
            ]
        case "apis" where parts.count == 2:
            guard let listed = catalog.listedGroups.first(where: { $0.name == parts[1] }) else { return nil }
            var group: Object = ["kind": "APIGroup", "apiVersion": "v1"]
            for (key, value) in ResourceCatalog.document(of: listed) { group[key] = value }
            document = .object(group)
        case "api", "apis":
            if let target, catalog.isAggregated(group: target.group, version: target.version) { return .backendAway }
            guard let target, catalog.versions(of: target.group).contains(target.version) else { return nil }
            document = catalog.resourceList(group: target.group, version: target.version)
        case "openapi": return try openAPIAnswer(request, Array(parts.dropFirst()))
        case nil:
            let paths = ["/api", "/api/v1", "/apis"] + catalog.listedGroups.map { "/apis/\($0.name)" }
            document = [
                "paths": .array(
                    (paths + ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]).map(
                        Value.string))
            ]
        default: return nil
        }
        return APIResponse(document)
    }
}

extension APIResponse {
    fileprivate static func aggregated(_ document: Value) -> APIResponse {
        APIResponse(document, contentType: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
    }
}
