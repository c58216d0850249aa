import Document
import Resources

/// What became of an application where it is used: one a workspace, or one a cluster where it is shared.
package struct DeploymentRecord: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        case pending, installing, installed, failed
        /// The hooks before its removal were run.
        case removing
    }

    package var deployment: Deployment
    package var state: State
    /// Whether an earlier install came to its end, so that nothing of that is taken back.
    package var wasInstalled = false
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
        var result = deployment.value
        result["state"] = .string(state.rawValue)
        if wasInstalled { result["wasInstalled"] = true }
        result["lastError"] = lastError.map(Value.string)
        result["started"] = started.map(Value.string)
        result["finished"] = finished.map(Value.string)
        return result
    }

    package init?(_ value: Value) {
        guard let deployment = Deployment(value), let state = value["state"]?.string.flatMap(State.init(rawValue:))
        else { return nil }
        self.init(
            deployment: deployment, state: state, lastError: value["lastError"]?.string,
            started: value["started"]?.string, finished: value["finished"]?.string)
        wasInstalled = value["wasInstalled"]?.bool ?? false
    }
}
