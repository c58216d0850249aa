import Document
import Resources

/// What became of an application where it is used: one a workspace, or one a cluster where it is shared.
package struct DeploymentRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        case pending, installing, installed, failed
    }

    package var deployment: Deployment
    package var state: State
    package var lastError: String?
    /// RFC 3339, UTC.
    package var started: String?
    package var finished: String?

    package init(
        deployment: Deployment, state: State, lastError: String? = nil, started: String? = nil, finished: String? = nil
    ) {
        self.deployment = deployment
        self.state = state
        self.lastError = lastError
        self.started = started
        self.finished = finished
    }
}

extension DeploymentRecord {
    package var value: Value {
        var result: Value = [
            "application": .string(deployment.application), "revision": .string(deployment.revision),
            "digest": .string(deployment.digest.description), "state": .string(state.rawValue),
        ]
        result["lastError"] = lastError.map(Value.string)
        result["started"] = started.map(Value.string)
        result["finished"] = finished.map(Value.string)
        return result
    }

    package init?(_ value: Value) {
        guard let application = value["application"]?.string, let revision = value["revision"]?.string,
            let digest = value["digest"]?.string.flatMap({ Digest($0) }),
            let state = value["state"]?.string.flatMap(State.init(rawValue:))
        else { return nil }
        self.init(
            deployment: Deployment(application: application, revision: revision, digest: digest), state: state,
            lastError: value["lastError"]?.string, started: value["started"]?.string,
            finished: value["finished"]?.string)
    }
}
