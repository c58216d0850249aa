import Document
import Resources
import State

/// The workspaces as they were recorded last, for programs.
///
/// `format_version` as in `PlanJSON`; `workspaces`: `name` (or `cluster/<name>` for what is shared), `state`, `protected`,
/// `cause`, `cluster`, `version`, `deferred` (addresses), `applications` (`address`, `application`, `revision`, `state`,
/// `error`), and `run` where a run holds its lock: `holder`, `since`, `alive` (whether it was seen to renew the
/// lock, or its lease is not over). Where
/// that is not known, `runs_unknown` says why.
package struct StatusJSON: Sendable {
    package init() {}

    /// The document, with a line end at its end.
    package func render(_ snapshots: [Snapshot], runs: RunsInProgress = .known([:])) -> String {
        var value: Value = [
            "format_version": .string(PlanJSON.formatVersion),
            "workspaces": .array(StatusEntry.entries(snapshots, runs).map(Self.value)),
        ]
        value["runs_unknown"] = runs.unknownReason.map(Value.string)
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }

    private static func value(of entry: StatusEntry) -> Value {
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
        result["cause"] = entry.cause.map(Value.string)
        result["cluster"] = entry.cluster.map(Value.string)
        result["version"] = entry.version.map(Value.string)
        return result
    }
}
