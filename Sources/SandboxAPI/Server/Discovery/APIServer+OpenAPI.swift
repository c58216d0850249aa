import Document

extension APIServer {
    /// The schemas of the kinds, by which clients validate and explain.
    func openAPIAnswer(_ request: APIRequest, _ parts: [String]) throws(StatusError) -> APIResponse? {
        let (catalog, registry) = state.withLock { ($0.catalog, $0.registry) }
        let documents = OpenAPIDocuments(catalog: catalog, registry: registry)
        switch parts.first {
        case "v3" where parts.count == 1:
            return APIResponse(json: documents.index.json(), contentType: "text/plain; charset=utf-8")
        case "v3":
            return documents.document(Array(parts.dropFirst())).map { APIResponse($0) }
        case "v2":
            let wantsProtobuf = request.headers("Accept").contains { $0.contains(OpenAPIProtobuf.marker) }
            guard wantsProtobuf else { return APIResponse(documents.version2) }
            return APIResponse(
                json: OpenAPIProtobuf.document(documents.version2), contentType: OpenAPIProtobuf.contentType)
        default: return nil
        }
    }
}
