/// The query of a list, watch or collection deletion.
struct ListOptions: Sendable {
    /// How a list stands to the version it names.
    enum Match: Sendable, Hashable {
        case exact
        case notOlderThan
    }

    var labels = LabelSelector()
    var fields = FieldSelector()
    /// Zero and below: no limit.
    var limit = 0
    var continuation: ContinueToken?
    /// Nil: the newest; 0: any.
    var version: UInt64?
    var match: Match?
    var sendsInitialEvents: Bool?
    var allowsBookmarks = false
    var timeoutSeconds: Int?

    init(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) {
        labels = try LabelSelector(request.parameter("labelSelector") ?? "")
        fields = try FieldSelector(request.parameter("fieldSelector") ?? "", for: info.resource.groupResource)
        limit = request.parameter("limit").flatMap { Int($0) } ?? 0
        if let text = request.parameter("resourceVersion"), !text.isEmpty {
            guard let number = UInt64(text) else {
                throw .invalid(
                    kind: "ListOptions", group: "meta.k8s.io", name: "",
                    [.invalid("resourceVersion", .string(text), "invalid resource version")])
            }
            version = number
        }
        switch request.parameter("resourceVersionMatch") {
        case "Exact": match = .exact
        case "NotOlderThan": match = .notOlderThan
        default: match = nil
        }
        if let token = request.parameter("continue"), !token.isEmpty {
            guard version ?? 0 == 0 else {
                throw .badRequest("specifying resource version is not allowed when using continue")
            }
            continuation = try ContinueToken(token)
        }
        if request.parameter("sendInitialEvents") != nil { sendsInitialEvents = request.flag("sendInitialEvents") }
        allowsBookmarks = request.flag("allowWatchBookmarks")
        timeoutSeconds = request.parameter("timeoutSeconds").flatMap { Int($0) }
    }

    func selects(_ object: StoredObject) -> Bool {
        labels.matches(object.labels) && fields.matches(object)
    }

    var hasSelector: Bool { !labels.isEmpty || !fields.isEmpty }
}
