import Document

/// One request to an API server.
struct APICall: Sendable {
    var operation: KubernetesError.Operation
    var method = "GET"
    var path: String
    var query: [(name: String, value: String?)] = []
    var accept = "application/json"
    var contentType: String?
    var body: Value?
    /// Whether it may be sent again when it is not known what became of it.
    var isIdempotent = true
    var isAnonymous = false
    /// Whether it is the last for now that is asked of the server.
    var closesConnection = false

    init(_ operation: KubernetesError.Operation, path: String) {
        self.operation = operation
        self.path = path
    }

    /// The resource that it is about, `secrets`, without names; the path where it is about none.
    var resource: String {
        let parts = path.split(separator: "/")
        // `api/v1/…` and `apis/<group>/<version>/…`
        var rest = parts.first == "api" ? parts.dropFirst(2) : parts.first == "apis" ? parts.dropFirst(3) : []
        if rest.first == "namespaces", rest.count > 2 { rest = rest.dropFirst(2) }
        return rest.first.map(String.init) ?? path
    }

    /// The path with the query fields that have a value.
    var target: String {
        let fields = query.compactMap { field in
            field.value.map { "\(field.name)=\($0.percentEncoded)" }
        }
        return fields.isEmpty ? path : "\(path)?\(fields.joined(separator: "&"))"
    }
}

/// A successful answer.
struct APIAnswer: Sendable {
    var status: Int
    var object: Value
    var warnings: [String]
    /// Whether an earlier attempt may have been carried out.
    var mayRepeatEarlierAttempt: Bool
}
