import Document

/// A fault that hits a request.
package struct Strike: Sendable {
    /// The number of the fault.
    package var id: Int
    package var fault: Fault
    /// How long the request waits, where the fault is `latency`.
    package var delay: Duration
    package var target: FaultTarget

    /// One line of the fault log. It holds no times: the same seed and requests give the same lines.
    var json: Value {
        var line: Value = [
            "fault": .integer(Int64(id)), "kind": .string(fault.kind.rawValue), "method": .string(target.method),
            "path": .string(target.path), "cluster": .string(target.cluster), "user": .string(target.user),
        ]
        switch fault.kind {
        case .status: line["status"] = .integer(Int64(fault.status))
        case .latency: line["milliseconds"] = .integer(Int64(delay / .milliseconds(1)))
        default: break
        }
        return line
    }
}

/// What faults see of a request.
package struct FaultTarget: Sendable, Hashable {
    package var method: String
    /// Without the query.
    package var path: String
    package var cluster: String
    package var user: String

    package init(method: String, path: String, cluster: String, user: String = "") {
        self.method = method
        self.path = path
        self.cluster = cluster
        self.user = user
    }
}
