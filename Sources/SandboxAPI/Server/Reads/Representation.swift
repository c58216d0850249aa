/// The form in which a client wants objects.
enum Representation: Sendable, Hashable {
    case object
    /// `meta.k8s.io/v1` Table: what `kubectl get` prints; rows carry metadata, the object or nothing.
    case table
    /// `meta.k8s.io/v1` PartialObjectMetadata: metadata alone.
    case metadata

    static let accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    /// The first form in the request's `Accept` that this server knows. Protobuf is not among them: clients that
    /// prefer it offer JSON, too.
    init(_ request: APIRequest) throws(StatusError) {
        let types = MediaType.list(request.headers("Accept"))
        guard !types.isEmpty else {
            self = .object
            return
        }
        for type in types {
            guard ["application/json", "application/*", "*/*"].contains(type.name) else { continue }
            guard let form = type.parameters["as"] else {
                self = .object
                return
            }
            guard type.parameters["g"] == "meta.k8s.io", type.parameters["v"] == "v1" else { continue }
            switch form {
            case "Table": self = .table
            case "PartialObjectMetadata", "PartialObjectMetadataList": self = .metadata
            default: continue
            }
            return
        }
        throw .notAcceptable(["application/json"])
    }
}
