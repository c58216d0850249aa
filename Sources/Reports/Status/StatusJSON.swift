import Document
import Kubernetes
import Resources
import State

/// The workspaces as they were recorded last, for programs.
///
/// `format_version` as in `PlanJSON`; `workspaces`: `name` (or `cluster/<name>` for what is shared), `state`, `protected`,
/// `cause`, `cluster`, `version`, `deferred` (addresses), `applications` (`address`, `application`, `revision`, `state`,
/// `error`), and `run` where a run holds its lock: `holder`, `since`, `alive` (whether it was seen to renew the
/// lock, or its lease is not over). Where
/// that is not known, `runs_unknown` says why. Where the world was asked each workspace has `now`: `endpoint`, `ready`,
/// `trouble`, `unknown`, `version`, `certificate_expires`, `last_run` (a commit as in `berth state log --json`).
package struct StatusJSON: Sendable {
    package init() {}

    /// The document, with a line end at its end.
    package func render(
        _ snapshots: [Snapshot], runs: RunsInProgress = .known([:]), now: [String: WorkspaceNow] = [:]
    ) -> String {
        var value: Value = [
            "format_version": .string(PlanJSON.formatVersion),
            "workspaces": .array(StatusEntry.entries(snapshots, runs).map { Self.value(of: $0, now[$0.group]) }),
        ]
        value["runs_unknown"] = runs.unknownReason.map(Value.string)
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }

    private static func value(of now: WorkspaceNow) -> Value {
        var value: Value = ["ready": .bool(now.trouble == nil), "unknown": .bool(now.isUnknown)]
        value["endpoint"] = now.endpoint.map(Value.string)
        value["trouble"] = now.trouble.map(Value.string)
        value["version"] = now.version.map(Value.string)
        value["certificate_expires"] = now.expiry.map { .string($0.toSeconds) }
        value["last_run"] = now.lastRun?.value
        return value
    }

    private static func value(of entry: StatusEntry, _ now: WorkspaceNow?) -> Value {
        var result: Value = [
            "name": .string(entry.group), "state": .string(entry.phase.rawValue),
            "protected": .bool(entry.isProtected),
            "deferred": .array(entry.deferred.map { .string($0.description) }),
            "applications": .array(
                entry.deployments.map { address, record in
                    var value: Value = [
                        "address": .string(address.description),
                        "application": .string(record.deployment.application),
                        "revision": .string(record.deployment.revision), "state": .string(record.state.rawValue),
                    ]
                    value["error"] = record.lastError.map(Value.string)
                    return value
                }),
        ]
        if let run = entry.run {
            result["run"] = ["holder": .string(run.holder.text), "alive": .bool(run.isAlive)]
            result["run"]?["since"] = run.holder.sinceText.map(Value.string)
        }
        result["now"] = now.map(value)
        result["cause"] = entry.cause.map(Value.string)
        result["cluster"] = entry.cluster.map(Value.string)
        result["version"] = entry.version.map(Value.string)
        return result
    }
}
