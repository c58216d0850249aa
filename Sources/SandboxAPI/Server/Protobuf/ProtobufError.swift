/// Why a protobuf body could not be read.
enum ProtobufError: Error, Hashable {
    /// The bytes are no protobuf, or no envelope of Kubernetes.
    case malformed(String)
    /// A field that the message does not have here: a client newer than this server, perhaps.
    case unknownField(path: String, number: Int)
    /// The bytes of a field are not what its type needs.
    case mismatch(path: String)
    /// No message is known for the kind.
    case unknownKind(apiVersion: String, kind: String)

    /// The refusal of the request.
    var status: StatusError {
        switch self {
        case .malformed(let cause): .badRequest("error decoding protobuf: \(cause)")
        case .unknownField(let path, let number):
            .badRequest("error decoding protobuf: \(path) has no field \(number) on this server")
        case .mismatch(let path): .badRequest("error decoding protobuf: \(path) is not of its type")
        case .unknownKind: .unsupportedBody(["application/json", "application/yaml"])
        }
    }
}
