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
    /// Who deletes; nil: one of the cluster's own parts.
    var user: APIUser?

    package init(
        propagation: Propagation? = nil, uid: String? = nil, resourceVersion: String? = nil,
        gracePeriodSeconds: Int64? = nil
    ) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.gracePeriodSeconds = gracePeriodSeconds
    }

    /// The options of a request: those of its body, or those of its query where it has none. Beside a body the query
    /// counts for nothing, `dryRun` included.
    init(_ request: APIRequest) throws(StatusError) {
        guard request.body.isEmpty else {
            try self.init(RequestBody.options(of: request))
            return
        }
        var query = Object()
        query["propagationPolicy"] = request.parameter("propagationPolicy").map(Value.string)
        query["orphanDependents"] = request.parameter("orphanDependents").map { .bool($0 == "true") }
        query["gracePeriodSeconds"] = request.parameter("gracePeriodSeconds").flatMap { Int64($0) }.map(Value.integer)
        query["dryRun"] = request.parameter("dryRun").map { [.string($0)] }
        try self.init(.object(query))
    }

    init(_ options: Value) throws(StatusError) {
        if let propagation = options["propagationPolicy"]?.string, !propagation.isEmpty {
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
        if self.propagation == nil, let orphans = options["orphanDependents"]?.bool {
            self.propagation = orphans ? .orphan : .background
        }
        uid = options["preconditions"]?["uid"]?.string
        resourceVersion = options["preconditions"]?["resourceVersion"]?.string
        gracePeriodSeconds = options["gracePeriodSeconds"]?.integer
        isDryRun = options["dryRun"]?[0] == "All"
    }
}
