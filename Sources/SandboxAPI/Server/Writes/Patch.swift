import Document

/// The body of a PATCH, by its content type.
enum Patch: Sendable {
    /// Server-side apply.
    case apply(Value)
    /// RFC 7386.
    case merge(Value)
    /// RFC 6902.
    case json([JSONPatchOperation])
    /// Kubernetes' own: lists of built-in kinds merge by their keys.
    case strategic(Value)

    init(_ request: APIRequest, _ info: RequestInfo, _ options: WriteOptions) throws(StatusError) {
        switch request.header("Content-Type").map({ MediaType($0).name }) {
        case "application/apply-patch+yaml":
            guard options.namesManager, request.parameter("fieldManager") != nil else {
                throw .invalid(
                    kind: "PatchOptions", group: "meta.k8s.io", name: "",
                    [.required("fieldManager", "is required for apply patch")])
            }
            self = .apply(try RequestBody.yaml(request.body))
        case "application/merge-patch+json": self = .merge(try Self.document(request))
        case "application/json-patch+json":
            guard let items = try? Value(json: request.body), let items = items.array else {
                throw .badRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch")
            }
            self = .json(try items.map { item throws(StatusError) in try JSONPatchOperation(item) })
        case "application/strategic-merge-patch+json":
            guard !info.resource.isCustom else { throw .unsupportedPatch }
            self = .strategic(try Self.document(request))
        default: throw .unsupportedPatch
        }
        guard case .apply = self else {
            guard !options.isForced else {
                throw .invalid(
                    kind: "PatchOptions", group: "meta.k8s.io", name: "",
                    [.forbidden("force", "may not be specified for non-apply patch")])
            }
            return
        }
    }

    private static func document(_ request: APIRequest) throws(StatusError) -> Value {
        do { return try Value(json: request.body) } catch {
            throw .badRequest("error decoding patch: \(GoJSON.complaint(about: request.body))")
        }
    }
}
