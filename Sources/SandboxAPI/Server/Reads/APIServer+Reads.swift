import Document

extension APIServer {
    func get(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
        let representation = try Representation(request)
        let object = state.withLock { $0.store.object(info.key, of: info.resource.groupResource) }
        guard let object else { throw .notFound(info.resource.groupResource, info.name) }
        if info.subresource == "scale" {
            let scale = try Scale(of: info.resource).document(of: object.value)
            guard representation == .table else { return APIResponse(scale) }
            return APIResponse(Table.document(ofScale: scale, now: environment.now()))
        }
        guard ["", "status"].contains(info.subresource) else { throw .methodNotAllowed }
        let resource = info.resource
        switch representation {
        case .object: return APIResponse(json: object.json(as: resource))
        case .metadata: return APIResponse(PartialMetadata.document(of: object.value(as: resource)))
        case .table:
            let table = Table(of: resource, request: request, now: environment.now())
            return APIResponse(table.document(of: [object], listMetadata: ["resourceVersion": "\(object.version)"]))
        }
    }

    func list(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
        let representation = try Representation(request)
        let options = try ListOptions(request, info)
        let page = try state.withLock { state throws(StatusError) in try state.page(info, options) }
        switch representation {
        case .object: return APIResponse(json: page.json(of: info.resource))
        case .metadata:
            let items = page.objects.map { PartialMetadata.document(of: $0.value(as: info.resource)) }
            return APIResponse([
                "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": page.metadata,
                "items": .array(items),
            ])
        case .table:
            let table = Table(of: info.resource, request: request, now: environment.now())
            return APIResponse(table.document(of: page.objects, listMetadata: page.metadata))
        }
    }
}

extension ListPage {
    /// The metadata of the list.
    var metadata: Value {
        var metadata: Object = ["resourceVersion": .string(String(version))]
        if let continuation { metadata["continue"] = .string(continuation.encoded) }
        if let remaining { metadata["remainingItemCount"] = .integer(Int64(remaining)) }
        return .object(metadata)
    }

    /// The list's JSON in pieces, most of them the objects' own. Items of built-in kinds are written without `kind` and
    /// `apiVersion`, those of definitions with them.
    func json(of resource: APIResource) -> [ArraySlice<UInt8>] {
        let head = "{\"kind\":\"\(resource.listKind)\",\"apiVersion\":\"\(resource.apiVersion)\",\"metadata\":"
        let names =
            resource.isCustom ? "{\"kind\":\"\(resource.kind)\",\"apiVersion\":\"\(resource.apiVersion)\"," : "{"
        let first = Array(names.utf8)[...]
        let next = Array(",\(names)".utf8)[...]
        var parts = [(Array(head.utf8) + metadata.json() + Array(",\"items\":[".utf8))[...]]
        parts.reserveCapacity(2 + 2 * objects.count)
        for object in objects {
            parts.append(parts.count == 1 ? first : next)
            parts.append(object.members(as: resource))
        }
        parts.append(Array("]}".utf8)[...])
        return parts
    }
}
