import Document

/// What a deletion is told, in its body or its query.
package struct DeleteOptions: Sendable {
    /// What becomes of the objects that are owned.
    package enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    package var propagation: Propagation?
    package var uid: String?
    package var resourceVersion: String?
    package var gracePeriodSeconds: Int64?
    package var isDryRun = false

    package init(
        propagation: Propagation? = nil, uid: String? = nil, resourceVersion: String? = nil,
        gracePeriodSeconds: Int64? = nil
    ) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.gracePeriodSeconds = gracePeriodSeconds
    }

    init(_ request: APIRequest) throws(StatusError) {
        try self.init(RequestBody.options(of: request), request)
    }

    /// The options of a document, and those of the query it leaves open.
    init(_ body: Value, _ request: APIRequest) throws(StatusError) {
        let propagation = body["propagationPolicy"]?.string ?? request.parameter("propagationPolicy") ?? ""
        if !propagation.isEmpty {
            guard let known = Propagation(rawValue: propagation) else {
                throw .invalid(
                    kind: "DeleteOptions", group: "meta.k8s.io", name: "",
                    [
                        .unsupported(
                            "propagationPolicy", .string(propagation),
                            supported: ["Background", "Foreground", "Orphan", "nil"])
                    ])
            }
            self.propagation = known
        }
        let orphans = body["orphanDependents"]?.bool ?? request.parameter("orphanDependents").map { $0 == "true" }
        if self.propagation == nil, let orphans { self.propagation = orphans ? .orphan : .background }
        uid = body["preconditions"]?["uid"]?.string
        resourceVersion = body["preconditions"]?["resourceVersion"]?.string
        gracePeriodSeconds =
            body["gracePeriodSeconds"]?.integer ?? request.parameter("gracePeriodSeconds").flatMap { Int64($0) }
        isDryRun = body["dryRun"]?[0] == "All" || request.parameter("dryRun") == "All"
    }
}
