/// The messages of the kinds that clients send as protobuf: those of `kubectl`'s own commands and of typed clients.
///
/// Names and numbers are those of the `generated.proto` files of `k8s.io/api` and `k8s.io/apimachinery`.
struct ProtobufCatalog: Sendable {
    static let builtIn = ProtobufCatalog([
        metaMessages, coreMessages, volumesMessages, containersMessages, podMessages, workloadsMessages,
        accessMessages, clusterMessages,
    ])

    private let messages: [String: [Int: ProtobufNotation.Field]]

    init(_ texts: [String]) {
        messages = ProtobufNotation(texts).messages
    }

    /// The fields of a message by their numbers; nil where there is no such message.
    subscript(name: String) -> [Int: ProtobufNotation.Field]? { messages[name] }

    var names: [String] { messages.keys.sorted() }

    /// The name of the message that a kind is sent as; kinds with a message for one version only name that one.
    func name(apiVersion: String, kind: String) -> String? {
        ["\(apiVersion)/\(kind)", kind].first { messages[$0] != nil }
    }
}
