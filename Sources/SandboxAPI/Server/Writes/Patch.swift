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

    init(_ request: APIRequest, _ info: RequestInfo, _ options: inout WriteOptions) throws(StatusError) {
        switch request.header("Content-Type").map({ MediaType($0).name }) {
        case "application/apply-patch+yaml":
            guard options.namesManager, request.parameter("fieldManager") != nil else {
                throw .invalid(
                    kind: "PatchOptions", group: "meta.k8s.io", name: "",
                    [.required("fieldManager", "is required for apply patch")])
            }
            self = .apply(try Self.configuration(request))
            return
        case "application/merge-patch+json":
            self = .merge(try Self.document(request, &options, target: "map[string]interface {}"))
        case "application/json-patch+json":
            let items = try Self.document(request, &options, target: "[]handlers.jsonPatchOp").array ?? []
            self = .json(try items.map { item throws(StatusError) in try JSONPatchOperation(item) })
        case "application/strategic-merge-patch+json":
            guard !info.resource.isCustom else { throw .unsupportedPatch }
            self = .strategic(try Self.document(request, &options, target: "map[string]interface {}"))
        default: throw .unsupportedPatch
        }
        guard !options.isForced else {
            throw .invalid(
                kind: "PatchOptions", group: "meta.k8s.io", name: "",
                [.forbidden("force", "may not be specified for non-apply patch")])
        }
    }

    private static func configuration(_ request: APIRequest) throws(StatusError) -> Value {
        let body = try RequestBody.yaml(request.body)
        guard body.object == nil, !body.isNull else { return body }
        throw .badRequest(
            "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                + "\(body.goTypeName) into Go value of type map[string]interface {}")
    }

    /// The body, which is to be what the server decodes it into: an object, or for a JSON patch a list.
    private static func document(
        _ request: APIRequest, _ options: inout WriteOptions, target: String
    ) throws(StatusError) -> Value {
        let body: Value
        do { body = try Value(json: request.body, repeatedKeys: &options.repeatedKeys) } catch {
            throw .badRequest("error decoding patch: \(GoJSON.complaint(about: request.body))")
        }
        let fits = target.hasPrefix("[") ? body.array != nil : body.object != nil
        guard fits || body.isNull else {
            throw .badRequest(
                "error decoding patch: json: cannot unmarshal \(body.goTypeName) into Go value of type \(target)")
        }
        return body.isNull && !target.hasPrefix("[") ? [:] : body
    }
}
